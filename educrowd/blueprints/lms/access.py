"""What others may grant: a pledge or an order that carries kind "course" opens the course."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from educrowd.core import entitlements
from educrowd.core.db import db

from .models import Course, Enrollment
from .models.errors import AlreadyEnrolled
from .models.given import ELSEWHERE

SOURCE = "entitlement"
SOURCES = (SOURCE, ELSEWHERE)


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
    course = find(course_id)
    if course and course.comes_with_all(user_id):
        return
    enrolled = select(Enrollment).where(
        Enrollment.course_id == course_id, Enrollment.user_id == user_id, Enrollment.source.in_(SOURCES)
    )
    for enrollment in db.session.scalars(enrolled.with_for_update()):
        enrollment.close()


def open_all(_user_id: int, _subject_id: int) -> None:
    """A subscription to all of it enrolls nobody by itself: each course opens when its learner enters it."""


def close_all(user_id: int, _subject_id: int) -> None:
    """Close what was entered by it, and keep what is had otherwise."""
    entered = select(Enrollment).where(Enrollment.user_id == user_id, Enrollment.source.in_(SOURCES))
    enrollments = db.session.scalars(entered.where(Enrollment.status != "closed").with_for_update()).all()
    ids = {enrollment.course_id for enrollment in enrollments}
    kept = entitlements.held_by(user_id, kind="course", subject_ids=ids)
    for enrollment in enrollments:
        if enrollment.course_id not in kept:
            enrollment.close()


entitlements.kind(
    "catalogue",
    find=lambda subject_id: None,
    choices=lambda user: [],
    on_grant=open_all,
    on_revoke=close_all,
)
entitlements.kind("course", find=find, choices=choices, on_grant=open_to, on_revoke=close_to)
