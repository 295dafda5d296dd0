"""Reviews as those see them who teach: answered, and kept in order."""

from __future__ import annotations

from flask import request, url_for

from educrowd.core.access import needs
from educrowd.core.comments import PAST
from educrowd.core.comments.forms import REASON_WORDS
from educrowd.core.current import current
from educrowd.core.errors import Refused
from educrowd.core.pages import authorize, find, flash_error, flash_ok, go, is_htmx, paginate, render, safe_next

from ...models import Course, CourseReview, CourseReviewReport
from ...reviews.forms import ReviewAnswerForm
from ...reviews.reviewing import TABS, answer, in_tab, looked_after, moderate, waiting_counts
from ..blueprint import bp
from ..finding import assisted_course


@bp.get("/studio/course-reviews/")
@needs("courses.work")
def review_queue():
    return _queue(None)


@bp.get("/studio/courses/<slug>/reviews")
@needs("courses.work")
def course_reviews(slug: str):
    return _queue(assisted_course(slug))


@bp.post("/studio/course-reviews/<int:id>/moderation")
@needs("courses.work")
def moderate_review(id: int):
    review, verb = _moderatable(id), request.form.get("verb", "")
    try:
        moderate(review, verb, by=current.user)
    except Refused as refusal:
        flash_error(refusal.message)
        return go(_back())
    if is_htmx():
        return render("lms/studio/reviews/_row.html", comment=review, here=_back(), done=verb, **_beside([review]))
    flash_ok(f"{PAST[verb].capitalize()}.")
    return go(_back())


@bp.post("/studio/course-reviews/<int:id>/answer")
@needs("courses.work")
def answer_review(id: int):
    review, form = _moderatable(id), ReviewAnswerForm()
    if not form.validate_on_submit():
        flash_error("4,000 characters at most.")
        return go(_back())
    answer(review, form.answer.data or "", by=current.user)
    flash_ok("Answered." if review.answer else "Your answer is gone.")
    return go(_back())


def _queue(course: Course | None):
    view = request.args.get("view", "")
    view = view if view in TABS else TABS[0]
    page = paginate(in_tab(looked_after(current.user, course), view))
    counts = waiting_counts(current.user, course)
    shown = {"page": page, "view": view, "counts": counts, "course": course}
    return render("lms/studio/reviews/index.html", **shown, **_beside(page.items))


def _beside(reviews: list[CourseReview]) -> dict:
    return {"reports": CourseReviewReport.on(reviews), "reason_words": REASON_WORDS}


def _moderatable(id: int) -> CourseReview:
    review = find(CourseReview, id=id)
    authorize(review.moderatable_by(current.user))
    return review


def _back() -> str:
    return safe_next(url_for("lms.review_queue"))
