"""What others may grant: a pledge or an order that carries kind "course" opens the course."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from educrowd.core import entitlements
from educrowd.core.db import db

from .models import Course, Enrollment
from .models.errors import AlreadyEnrolled

SOURCE = "entitlement"


def find(course_id: int) -> Course | None:
    return db.session.scalars(select(Course).where(Course.id == course_id)).one_or_none()


def choices(user: Any) -> list[tuple[int, str]]:
    """Courses whose seats this person may give away, as (id, title): those they decide about."""
    if not user.can("courses.work"):
        return []
    offered = Course.run(user).where(Course.status != "archived").with_only_columns(Course.id, Course.title)
    return [(id, title) for id, title in db.session.execute(offered.order_by(None).order_by(Course.title))]


def open_to(user_id: int, course_id: int) -> None:
    """Enroll; who came in by themselves stays as they are."""
    course = find(course_id)
    if course is None:
        return
    try:
        course.admit(user_id, source=SOURCE)
    except AlreadyEnrolled:
        return


def close_to(user_id: int, course_id: int) -> None:
    """End the access that was granted; an enrollment of another source is not ours to end."""
    enrolled = select(Enrollment).where(
        Enrollment.course_id == course_id, Enrollment.user_id == user_id, Enrollment.source == SOURCE
    )
    for enrollment in db.session.scalars(enrolled.with_for_update()):
        enrollment.close()


entitlements.kind("course", find=find, choices=choices, on_grant=open_to, on_revoke=close_to)
