"""/api/v1/lms"""

from __future__ import annotations

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
    course = visible_course(id)
    authorize(course.editable_by(current.user))
    return course
