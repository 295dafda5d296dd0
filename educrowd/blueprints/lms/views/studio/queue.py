"""The grading queue: what waits, by course, and the next piece of it."""

from __future__ import annotations

from flask import abort, request, url_for

from educrowd.core.access import needs
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.pages import Page, flash_ok, go, render

from ...grading.queue import queue_for, shown, take_next
from ...models import Course
from ..blueprint import bp

PER_PAGE = 50


@bp.get("/studio/grading")
@needs("courses.work")
def grading_queue():
    course = _chosen()
    rows = queue_for(current.user, course)
    number = max(1, min(request.args.get("page", 1, type=int), 1_000))
    here = shown(rows[(number - 1) * PER_PAGE : number * PER_PAGE])
    page = Page(here, number, PER_PAGE, len(rows))
    return render("lms/studio/queue/index.html", page=page, course=course, courses=_courses())


@bp.post("/studio/grading/next")
@needs("courses.work")
def next_to_grade():
    course = _chosen()
    piece = take_next(current.user, course, after=request.form.get("after", ""))
    if piece is None:
        flash_ok("Nothing waits that nobody else is grading.")
        return go(queue_url(course))
    return go(piece.url)


def queue_url(course: Course | None) -> str:
    return url_for("lms.grading_queue", course=course.slug if course else None)


def _chosen() -> Course | None:
    """The course that is asked for, of those whose learners one looks after."""
    slug = request.values.get("course", "")
    if not slug:
        return None
    chosen = Course.assisted(current.user).where(Course.slug == slug)
    return db.session.scalars(chosen).one_or_none() or abort(404)


def _courses() -> list[Course]:
    own = Course.assisted(current.user).where(Course.status != "draft").order_by(None).order_by(Course.title)
    return list(db.session.scalars(own.limit(100)))
