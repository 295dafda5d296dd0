"""A grade item: something that a course gives grades for."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, Numeric, UniqueConstraint, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.audit import audit
from educrowd.core.db import Model, TenantOwned, Timestamps, bound_tenant_id, db, joined, refers

from .enrollment import Enrollment
from .errors import GradedByLesson
from .grade_change import GradeChange
from .uid import new_uid

if TYPE_CHECKING:
    from .course import Course


class GradeItem(TenantOwned, Timestamps, Model):
    """A lesson by its uid, or something entered by hand, an oral exam for instance.

    `out_of` says how much it weighs among the items of its group. While it is `held`, learners see no new grade of it;
    those up to the change `released_through` they do.
    """

    __tablename__ = "grade_items"
    __constraints__ = (
        UniqueConstraint("tenant_id", "course_id", "uid"),
        CheckConstraint("out_of > 0", name="out_of"),
    )

    course_id: Mapped[int] = refers("courses", ondelete="CASCADE", index=False)
    group_id: Mapped[int | None] = refers("grade_groups")
    uid: Mapped[str] = mapped_column(default=new_uid)
    title: Mapped[str]
    by_hand: Mapped[bool] = mapped_column(default=False, server_default="false")
    out_of: Mapped[Decimal] = mapped_column(Numeric(9, 2), default=Decimal(100), server_default="100")
    held: Mapped[bool] = mapped_column(default=False, server_default="false")
    released_through: Mapped[int] = mapped_column(default=0, server_default="0")

    course: Mapped[Course] = joined("GradeItem.course_id", "Course")

    @classmethod
    def add(cls, course: Course, **facts: Any) -> GradeItem:
        """An item of its own, graded by hand."""
        item = cls(course_id=course.id, by_hand=True, **facts)
        db.session.add(item)
        db.session.flush()
        audit("grading.changed", subject=course, item=item.title)
        return item

    @classmethod
    def of_lesson(cls, course_id: int, uid: str, title: str) -> GradeItem:
        """The item of a lesson, made where there is none yet."""
        row = {"tenant_id": bound_tenant_id(), "course_id": course_id, "uid": uid, "title": title}
        db.session.execute(insert(cls).values(row).on_conflict_do_nothing())
        return db.session.scalars(select(cls).where(cls.course_id == course_id, cls.uid == uid)).one()

    def hides(self, change: GradeChange) -> bool:
        """Whether learners may not know of this change yet."""
        return change.held and change.id > self.released_through

    def change(self, **facts: Any) -> None:
        if not self.by_hand:
            facts.pop("title", None)
        for name, value in facts.items():
            setattr(self, name, value)
        audit("grading.changed", subject=self.course, item=self.title)

    def release(self) -> list[int]:
        """Let learners see all that was held back; answers the enrollments that see something new."""
        db.session.flush()
        db.session.refresh(self, with_for_update=True)
        held = (
            select(GradeChange.enrollment_id, func.max(GradeChange.id).label("latest"))
            .join(GradeChange.enrollment)
            .where(Enrollment.course_id == self.course_id, GradeChange.item_uid == self.uid)
            .where(GradeChange.held, GradeChange.id > self.released_through)
            .group_by(GradeChange.enrollment_id)
        )
        latest = {row.enrollment_id: row.latest for row in db.session.execute(held)}
        self.released_through = max(latest.values(), default=self.released_through)
        audit("grades.released", subject=self.course, item=self.title)
        return list(latest)

    def delete(self) -> None:
        """Only what was entered by hand; its grades count no more and stay in the log."""
        if not self.by_hand:
            raise GradedByLesson()
        audit("grading.changed", subject=self.course, item=self.title)
        db.session.delete(self)
