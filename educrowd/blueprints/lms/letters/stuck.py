"""Learners who are stuck: nothing done for a week, though nothing keeps them from it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, select

from educrowd.core.db import db

from ..models import Course, Enrollment
from .learner_states import idle_for

DAYS = 7


def stuck() -> Select[Enrollment]:
    """Those who are in a published course, not done with it, and did nothing for so long."""
    learning = Course.status == "published", Enrollment.status == "active"
    return select(Enrollment).join(Enrollment.course).where(*learning, *idle_for(DAYS))


def stuck_counts(courses: Select[Course]) -> list[tuple[Course, int]]:
    """Of these courses the ones where somebody is stuck, with how many; the most first."""
    ids = courses.with_only_columns(Course.id).order_by(None)
    counted = stuck().where(Enrollment.course_id.in_(ids)).with_only_columns(Course, func.count(Enrollment.id))
    rows: Any = db.session.execute(counted.group_by(Course.tenant_id, Course.id).order_by(func.count().desc()))
    return [(course, count) for course, count in rows]
