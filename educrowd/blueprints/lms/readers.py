"""Those enrolled in a course, as people that others may write for."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select

from educrowd.core import audiences
from educrowd.core.audiences import WayIn
from educrowd.core.db import db

from .access import find
from .models import Course, Enrollment

MOST = 200


def choices(user: Any) -> list[tuple[int, str]]:
    """Courses that are theirs to edit; for those who edit everybody's posts, what is published as well."""
    found: dict[int, str] = {}
    if user.can("posts.manage"):
        found |= _titles(Course.published())
    if user.can("courses.create"):
        found |= _titles(Course.editable(user).where(Course.status != "archived"))
    return sorted(found.items(), key=lambda course: course[1])


def people(course_id: int) -> Select[Any]:
    """Everybody who is in, however they came."""
    enrolled = select(Enrollment.user_id).where(Enrollment.course_id == course_id)
    return enrolled.where(Enrollment.status.in_(("active", "completed")))


def named(course: Course) -> str:
    """A course that nobody may see has no name for readers."""
    return f"those enrolled in “{course.title}”" if course.status == "published" else "those enrolled in a course"


def way_in(course: Course) -> WayIn:
    if course.status != "published":
        return WayIn("See the courses", "/courses/")
    return WayIn("See the course", f"/courses/{course.slug}")


def _titles(courses: Any) -> dict[int, str]:
    rows = courses.with_only_columns(Course.id, Course.title).order_by(None).order_by(Course.title).limit(MOST)
    return {row.id: row.title for row in db.session.execute(rows)}


audiences.offer(
    "course",
    title="Learners",
    find=find,
    choices=choices,
    named=named,
    people=people,
    way_in=way_in,
    run_by=lambda course, user: course is not None and course.editable_by(user),
)
