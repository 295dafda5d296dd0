"""Coming into a course, and leaving it."""

from __future__ import annotations

from flask import abort, url_for

from educrowd.core.access import SIGNED_IN, needs
from educrowd.core.current import current
from educrowd.core.pages import flash_ok, go, render

from ..models.errors import AlreadyEnrolled
from .blueprint import bp
from .finding import course_at, visible_course


@bp.get("/courses/<slug>/enrollment")
@needs(SIGNED_IN)
def enroll_first(slug: str):
    """Where the log-in leads back to."""
    course = visible_course(slug)
    return render("lms/enrollments/new.html", course=course)


@bp.post("/courses/<slug>/enrollment")
@needs(SIGNED_IN)
def enroll(slug: str):
    course = visible_course(slug)
    try:
        course.enroll(current.user)
        flash_ok("You are enrolled. Enjoy the course!")
    except AlreadyEnrolled as known:
        flash_ok(known.message)
    return go(url_for("lms.learn", slug=course.slug))


@bp.get("/learn/<slug>/leaving")
@needs(SIGNED_IN)
def ask_to_leave(slug: str):
    return render("lms/enrollments/leaving.html", course=_own_enrollment(slug).course)


@bp.post("/learn/<slug>/leaving")
@needs(SIGNED_IN)
def leave(slug: str):
    enrollment = _own_enrollment(slug)
    enrollment.close(by=current.user)
    flash_ok("You have left the course. What you did is kept, should you return.")
    return go(url_for("lms.learning"))


def _own_enrollment(slug: str):
    enrollment = course_at(slug).enrollment_of(current.user)
    return enrollment.proven() if enrollment and enrollment.is_open else abort(404)
