"""Marking a lesson done, or not."""

from __future__ import annotations

from flask import abort, request, url_for

from educrowd.core.access import SIGNED_IN, needs
from educrowd.core.current import current
from educrowd.core.pages import authorize, respond

from ..gating import Gates, gate_of
from ..lessons.kinds import kind_of, require_by_hand
from ..models import Course, Enrollment, PublishedLesson
from .blueprint import bp
from .finding import course_at, lesson_of


@bp.post("/learn/<slug>/<uid>/completion")
@needs(SIGNED_IN)
def complete(slug: str, uid: str):
    course = course_at(slug)
    lesson, enrollment = lesson_of(course.edition, uid), course.enrollment_of(current.user)
    if enrollment is None:
        abort(403)
    authorize(gate_of(lesson, enrollment, current.user).is_open)
    require_by_hand(lesson)
    enrollment.mark(lesson, done=request.form.get("done") != "0")
    return how_far(course, lesson, enrollment)


def how_far(course: Course, lesson: PublishedLesson, enrollment: Enrollment):
    """What a lesson's page shows of its learner's progress, after a change of it."""
    return respond(
        "lms/completions/create.hx.html",
        otherwise=url_for("lms.lesson", slug=course.slug, uid=lesson.uid),
        course=course,
        lesson=lesson,
        kind=kind_of(lesson),
        enrollment=enrollment,
        journey=enrollment.journey,
        gates=Gates(course, enrollment, current.user),
    )
