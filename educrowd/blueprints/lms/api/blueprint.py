"""/api/v1/lms"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort

from educrowd.core.api import ApiBlueprint
from educrowd.core.current import current
from educrowd.core.pages import authorize, find

from ..models import Course

lms = ApiBlueprint(
    "lms_api", __name__, url_prefix="/api/v1/lms", description="Courses, lessons, enrollments and progress"
)


def visible_course(id: int) -> Course:
    """The course, for those who may see that it exists."""
    course = find(Course, id=id)
    if not course.visible_to(current.user) and course.enrollment_of(current.user) is None:
        abort(404)
    return course


def own_course(id: int) -> Course:
    """The course, for those who may edit it."""
    return _allowed(id, Course.editable_by)


def run_course(id: int) -> Course:
    """The course, for those who decide about it."""
    return _allowed(id, Course.run_by)


def assisted_course(id: int) -> Course:
    """The course, for those who look after its learners."""
    return _allowed(id, Course.assisted_by)


def seen_course(id: int) -> Course:
    """The course, for everybody who works on it."""
    return _allowed(id, Course.figures_seen_by)


def _allowed(id: int, may: Callable[[Course, Any], bool]) -> Course:
    course = visible_course(id)
    authorize(may(course, current.user))
    return course
