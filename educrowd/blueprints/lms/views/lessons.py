"""A lesson as it is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import url_for

from educrowd.core.access import PUBLIC, needs
from educrowd.core.current import current
from educrowd.core.pages import render

from ..discussions.reading import may_discuss, questions_about
from ..gating import Gates
from ..lessons.kinds import kind_of
from ..lessons.noting import note_of
from ..models import Course, CourseFile, Enrollment
from ..models.pictures import Address
from ..models.progress import Journey
from .blueprint import bp
from .finding import course_at, lesson_of, my_enrollment


@bp.get("/learn/<slug>/<uid>")
@needs(PUBLIC)
def lesson(slug: str, uid: str):
    course = course_at(slug)
    lesson = lesson_of(course.edition, uid)
    enrollment = my_enrollment(course, Enrollment.journey_option())
    return show_lesson(course, lesson, enrollment)


def show_lesson(course: Course, lesson: Any, enrollment: Enrollment | None, *, status: int = 200, **more: Any):
    """A lesson for whom its gate is open, and why not for others; `more` replaces what its kind shows."""
    gates = Gates(course, enrollment, current.user)
    gate = gates.of(lesson)
    if not gate.is_open:
        return render(
            "lms/lessons/closed.html", status=403, course=course, lesson=lesson, gate=gate, enrollment=enrollment
        )
    kind = kind_of(lesson)
    shown = {
        "course": course,
        "lesson": lesson,
        "enrollment": enrollment,
        "journey": enrollment.journey if enrollment else Journey(course.edition.lessons, {}),
        "kind": kind,
        "gates": gates,
        "file_url": _file_url(course, lesson),
        "picture_url": _picture_url(course, lesson),
    }
    if may_discuss(course, current.user, enrollment):
        shown["asked"] = questions_about(course, lesson.uid)
    if enrollment and enrollment.is_open:
        shown["note"] = note_of(enrollment, lesson)
    return render("lms/lessons/show.html", status=status, **(shown | kind.shows(lesson, enrollment) | more))


def _picture_url(course: Course, lesson: Any) -> Address:
    return lambda digest: url_for("lms.lesson_picture", slug=course.slug, uid=lesson.uid, digest=digest)


def _file_url(course: Course, lesson: Any) -> Callable[[CourseFile], str]:
    return lambda file: url_for("lms.lesson_file", slug=course.slug, uid=lesson.uid, public_id=file.public_id)
