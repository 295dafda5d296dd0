"""What follows when something has happened in a course."""

from __future__ import annotations

from typing import Any

from educrowd.blueprints.crowdfunding.signals import project_funded

from . import mailers
from .access import find
from .analytics import compute_figures
from .finishing import recognize_finishers
from .signals import course_changed, course_completed, course_enrolled


@course_enrolled.connect
def greet(_course: Any, *, enrollment_id: int, **_: Any) -> None:
    mailers.send_welcome.later(enrollment_id)


@project_funded.connect
def open_course(_sender: Any, *, course_id: int | None, **_: Any) -> None:
    """The project that this course waited for is funded: it opens."""
    course = find(course_id) if course_id else None
    if course and course.status == "draft":
        course.publish()


@course_changed.connect
def finish(_course: Any, *, course_id: int, **_: Any) -> None:
    recognize_finishers.later(course_id)


@course_changed.connect
@course_enrolled.connect
@course_completed.connect
def count(_sender: Any, *, course_id: int, **_: Any) -> None:
    compute_figures.later(course_id)
