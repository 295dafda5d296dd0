"""A lesson rule: when a lesson opens, is due and closes, and what must be done before, for everybody."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, Numeric, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.audit import audit
from educrowd.core.db import Model, TenantOwned, Timestamps, db, refers

from ..signals import rule_changed

LONGEST = 3650


class LessonRule(TenantOwned, Timestamps, Model):
    """Moments are UTC; days are counted from the enrollment, on the course's clock."""

    __tablename__ = "lesson_rules"
    __constraints__ = (
        UniqueConstraint("tenant_id", "course_id", "lesson_uid"),
        CheckConstraint("opens_after_days BETWEEN 0 AND 3650", name="opens_after_days"),
        CheckConstraint("due_after_days BETWEEN 0 AND 3650", name="due_after_days"),
        CheckConstraint("needs_percent BETWEEN 0 AND 100", name="needs_percent"),
        CheckConstraint("opens_at IS NULL OR opens_after_days IS NULL", name="opens"),
        CheckConstraint("due_at IS NULL OR due_after_days IS NULL", name="due"),
        CheckConstraint("needs_uid <> lesson_uid", name="needs_uid"),
    )

    course_id: Mapped[int] = refers("courses", ondelete="CASCADE", index=False)
    lesson_uid: Mapped[str]
    opens_at: Mapped[datetime | None]
    opens_after_days: Mapped[int | None]
    due_at: Mapped[datetime | None]
    due_after_days: Mapped[int | None]
    closes_at: Mapped[datetime | None]
    needs_uid: Mapped[str | None]
    needs_percent: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))

    @classmethod
    def set(cls, course: Any, lesson: Any, **facts: Any) -> LessonRule:
        """Replace what holds for a lesson."""
        found = select(cls).where(cls.course_id == course.id, cls.lesson_uid == lesson.uid).with_for_update()
        rule = db.session.scalars(found).one_or_none() or cls(course_id=course.id, lesson_uid=lesson.uid)
        db.session.add(rule)
        for name, value in facts.items():
            setattr(rule, name, value)
        db.session.flush()
        audit("schedule.changed", subject=course, lesson=lesson.title)
        rule_changed.send(rule, course_id=course.id, lesson_uid=lesson.uid)
        return rule
