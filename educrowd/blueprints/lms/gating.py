"""Who gets into a lesson: one pure function that page, API, mail and job ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .models import Enrollment, Lesson, PublishedLesson


@dataclass(frozen=True, slots=True)
class Facts:
    """All that decides."""

    course_status: str
    edits: bool
    enrollment_status: str | None
    is_preview: bool


@dataclass(frozen=True, slots=True)
class Gate:
    """The answer, with the reason where it is no."""

    is_open: bool
    reason: str = ""


OPEN = Gate(True)
NOT_ENROLLED = Gate(False, "Enroll to read this lesson.")
CLOSED = Gate(False, "Your access to this course has ended. What you have done is kept.")
NOT_READY = Gate(False, "This course is being prepared. You are enrolled and get in as soon as it is published.")


def gate(facts: Facts) -> Gate:
    """Makers always get in, the enrolled once it is published, everyone into a preview."""
    is_enrolled = facts.enrollment_status in ("active", "completed")
    if facts.edits:
        return OPEN
    if facts.course_status == "draft":
        return NOT_READY if is_enrolled else NOT_ENROLLED
    if is_enrolled or (facts.is_preview and facts.course_status == "published"):
        return OPEN
    return CLOSED if facts.enrollment_status == "closed" else NOT_ENROLLED


def gate_of(lesson: Lesson | PublishedLesson, enrollment: Enrollment | None, user: Any) -> Gate:
    """The same for rows."""
    course = lesson.course
    return gate(
        Facts(
            course_status=course.status,
            edits=course.editable_by(user),
            enrollment_status=enrollment.status if enrollment else None,
            is_preview=lesson.preview,
        )
    )
