"""Discussions as those see them who teach: what is open, waits or is reported; usable by keyboard alone."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from educrowd.core.access import needs
from educrowd.core.comments import PAST
from educrowd.core.comments.forms import REASON_WORDS
from educrowd.core.current import current
from educrowd.core.errors import Refused
from educrowd.core.pages import authorize, find, flash_error, flash_ok, go, is_htmx, paginate, render, safe_next

from ...discussions.discussing import answer, moderate
from ...discussions.forms import AnswerForm
from ...discussions.reading import TABS, to_moderate, waiting_counts
from ...models import Course, DiscussionPost, DiscussionReport
from ..blueprint import bp
from ..finding import assisted_course


@bp.get("/studio/discussion/")
@needs("courses.work")
def discussion_queue():
    return _queue(None)


@bp.get("/studio/courses/<slug>/discussion")
@needs("courses.work")
def course_discussion(slug: str):
    return _queue(assisted_course(slug))


@bp.post("/studio/discussion/<int:id>/moderation")
@needs("courses.work")
def moderate_post(id: int):
    post, verb = _moderatable(id), request.form.get("verb", "")
    try:
        moderate(post, verb, by=current.user)
    except Refused as refusal:
        flash_error(refusal.message)
        return go(_back())
    if is_htmx():
        beside = {"here": _back(), "done": verb, **_beside([post])}
        return render("lms/studio/discussions/_row.html", comment=post, **beside)
    flash_ok(f"{PAST[verb].capitalize()}.")
    return go(_back(done=post.id if verb != "undo" else None))


@bp.post("/studio/discussion/<int:id>/answers")
@needs("courses.work")
def answer_post(id: int):
    post, form = _moderatable(id), AnswerForm()
    if not form.validate_on_submit():
        flash_error("Write something; 4,000 characters at most.")
        return go(_back())
    try:
        if not post.is_published:
            moderate(post, "approve", by=current.user)
        question = find(DiscussionPost, id=post.parent_id or post.id)
        answer(question, current.user, form.body.data)
    except Refused as refusal:
        flash_error(refusal.message)
        return go(_back())
    flash_ok("Answered.")
    return go(_back())


def _queue(course: Course | None):
    view = request.args.get("view", "")
    view = view if view in TABS else TABS[0]
    page = paginate(to_moderate(current.user, view, course))
    counts = waiting_counts(current.user, course)
    shown = {"page": page, "view": view, "counts": counts, "course": course, "just_done": _done()}
    return render("lms/studio/discussions/index.html", **shown, **_beside(page.items))


def _beside(posts: list[DiscussionPost]) -> dict[str, Any]:
    return {"reports": DiscussionReport.on(posts), "reason_words": REASON_WORDS}


def _done() -> DiscussionPost | None:
    """What was just moderated without scripts: shown once more, with its way back."""
    id = request.args.get("done", type=int)
    return _moderatable(id) if id else None


def _moderatable(id: int) -> DiscussionPost:
    post = find(DiscussionPost, id=id)
    authorize(post.moderatable_by(current.user))
    return post


def _back(*, done: int | None = None) -> str:
    """The list that one came from."""
    page = safe_next(url_for("lms.discussion_queue"))
    return page if done is None else f"{page}{'&' if '?' in page else '?'}done={done}"
