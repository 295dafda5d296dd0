"""A learner reviews the work of others."""

from __future__ import annotations

from typing import Any

from flask import abort, request, url_for
from sqlalchemy import select

from educrowd.core.access import SIGNED_IN, needs
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.documents import send_document
from educrowd.core.errors import Refused
from educrowd.core.pages import flash_error, flash_ok, go, render

from ..assignments.peer_reviewing import review, reviewing_of, take_piece
from ..assignments.rubric_forms import ByRubric, review_form_for
from ..assignments.rubric_stands import anew, is_outdated
from ..assignments.terms import assignment_of
from ..models import PeerReview, Rubric
from .blueprint import bp
from .submissions import assigned

PAGE = "lms/reviews/show.html"


@bp.post("/learn/<slug>/<uid>/reviews")
@needs(SIGNED_IN)
def take_review(slug: str, uid: str):
    course, lesson, enrollment = assigned(slug, uid)
    try:
        taken = take_piece(enrollment, lesson)
    except Refused as refusal:
        flash_error(refusal.message)
        return go(url_for("lms.lesson", slug=course.slug, uid=uid, _anchor="reviews"))
    return go(url_for("lms.peer_review", slug=course.slug, uid=uid, id=taken.id))


@bp.get("/learn/<slug>/<uid>/reviews/<int:id>")
@needs(SIGNED_IN)
def peer_review(slug: str, uid: str, id: int):
    course, lesson, mine = _mine(slug, uid, id)
    form = review_form_for(_rubric_of(lesson))(formdata=None, data={"points": mine.points, "feedback": mine.feedback})
    return _page(course, lesson, mine, form)


@bp.post("/learn/<slug>/<uid>/reviews/<int:id>")
@needs(SIGNED_IN)
def write_review(slug: str, uid: str, id: int):
    course, lesson, mine = _mine(slug, uid, id)
    rubric = _rubric_of(lesson)
    if is_outdated(request.form, rubric):
        return _page(course, lesson, mine, anew(review_form_for(rubric), request.form), status=409)
    form = review_form_for(rubric)()
    if not form.validate():
        return _page(course, lesson, mine, form, status=422)
    given: dict[str, Any] = {"chosen": form.chosen} if isinstance(form, ByRubric) else {"points": form.points.data}
    try:
        review(mine, lesson, feedback=form.feedback.data, **given)
    except Refused as refusal:
        form.refuse(refusal)
        return _page(course, lesson, mine, form, status=refusal.status)
    flash_ok("Thank you. Your review is kept; you may change it until reviewing ends.")
    return go(url_for("lms.lesson", slug=course.slug, uid=uid, _anchor="reviews"))


@bp.get("/learn/<slug>/<uid>/reviews/<int:id>/files/<int:number>")
@needs(SIGNED_IN)
def reviewed_file(slug: str, uid: str, id: int, number: int):
    """Under a name that tells nobody whose it is."""
    _, _, mine = _mine(slug, uid, id)
    files = mine.version.uploads
    if not 1 <= number <= len(files):
        abort(404)
    file = files[number - 1]
    return send_document(file.public_id, f"file-{number}.{file.name.rpartition('.')[2]}", file.media_type)


def _mine(slug: str, uid: str, id: int) -> tuple[Any, Any, PeerReview]:
    course, lesson, enrollment = assigned(slug, uid)
    own = select(PeerReview).where(PeerReview.id == id, PeerReview.reviewer_id == enrollment.id)
    mine = db.session.scalars(own).one_or_none()
    if mine is None or mine.version.submission.lesson_uid != uid:
        abort(404)
    return course, lesson, mine


def _rubric_of(lesson: Any) -> Rubric | None:
    return Rubric.called(assignment_of(lesson).rubric)


def _page(course: Any, lesson: Any, mine: PeerReview, form: Any, *, status: int = 200):
    shown = {"course": course, "lesson": lesson, "review": mine, "form": form, "assignment": assignment_of(lesson)}
    reviewing = reviewing_of(course.enrollment_of(current.user), lesson)
    return render(PAGE, status=status, reviewing=reviewing, **shown)
