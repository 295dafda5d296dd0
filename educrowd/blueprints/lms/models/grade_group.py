"""A grade group: items that count together, with one weight."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, Numeric, update
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.audit import audit
from educrowd.core.db import Model, TenantOwned, Timestamps, db, joined, refers

from .grade_item import GradeItem

if TYPE_CHECKING:
    from .course import Course


class GradeGroup(TenantOwned, Timestamps, Model):
    """Weights need not sum to 100: what counts is their share of what has been graded."""

    __tablename__ = "grade_groups"
    __constraints__ = (
        CheckConstraint("weight > 0", name="weight"),
        CheckConstraint("drop_lowest BETWEEN 0 AND 100", name="drop_lowest"),
    )

    course_id: Mapped[int] = refers("courses", ondelete="CASCADE")
    title: Mapped[str]
    weight: Mapped[Decimal] = mapped_column(Numeric(7, 2))
    drop_lowest: Mapped[int] = mapped_column(default=0, server_default="0")

    course: Mapped[Course] = joined("GradeGroup.course_id", "Course")

    @classmethod
    def add(cls, course: Course, **facts: Any) -> GradeGroup:
        group = cls(course_id=course.id, **facts)
        db.session.add(group)
        db.session.flush()
        audit("grading.changed", subject=course, group=group.title)
        return group

    def change(self, **facts: Any) -> None:
        for name, value in facts.items():
            setattr(self, name, value)
        audit("grading.changed", subject=self.course, group=self.title)

    def delete(self) -> None:
        """Its items stay and count no more until they are in another group."""
        db.session.execute(update(GradeItem).where(GradeItem.group_id == self.id).values(group_id=None))
        audit("grading.changed", subject=self.course, group=self.title)
        db.session.delete(self)
