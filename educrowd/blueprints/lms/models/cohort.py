"""A cohort: learners who walk through a course together, with dates of their own."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from sqlalchemy import CheckConstraint, Select, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import Model, TenantOwned, Timestamps, db, joined, refers

from .enrollment import Enrollment
from .uid import new_uid

if TYPE_CHECKING:
    from .course import Course


class Cohort(TenantOwned, Timestamps, Model):
    """Days are counted from `starts_at`, nothing opens before it, access ends at `ends_at`.

    Both are written into the enrollments of its members, so nothing that asks for dates looks for cohorts.
    """

    __tablename__ = "cohorts"
    __constraints__ = (
        UniqueConstraint("tenant_id", "course_id", "name"),
        UniqueConstraint("tenant_id", "join_code"),
        CheckConstraint("ends_at > starts_at", name="ends_at"),
        CheckConstraint("seats > 0", name="seats"),
    )

    course_id: Mapped[int] = refers("courses", ondelete="CASCADE", index=False)
    name: Mapped[str]
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    seats: Mapped[int | None]
    join_code: Mapped[str] = mapped_column(default=new_uid)

    course: Mapped[Course] = joined("Cohort.course_id", "Course")

    @classmethod
    def of(cls, course: Course) -> Select[Self]:
        """Those of a course, by their names."""
        return select(cls).where(cls.course_id == course.id).order_by(cls.name)

    @classmethod
    def choices(cls, course: Course) -> list[tuple[int, str]]:
        found = db.session.execute(cls.of(course).with_only_columns(cls.id, cls.name))
        return [(id, name) for id, name in found]

    @property
    def members(self) -> Select[Enrollment]:
        return select(Enrollment).where(Enrollment.cohort_id == self.id)

    @property
    def size(self) -> int:
        """How many of its members have access."""
        counted = self.members.where(Enrollment.status != "closed").with_only_columns(func.count())
        return db.session.scalar(counted) or 0

    @property
    def is_full(self) -> bool:
        return self.seats is not None and self.size >= self.seats

    @classmethod
    def sizes(cls, course: Course) -> dict[int, int]:
        """The same for all of a course, in one query."""
        is_in = Enrollment.course_id == course.id, Enrollment.cohort_id.is_not(None), Enrollment.status != "closed"
        counted = select(Enrollment.cohort_id, func.count()).where(*is_in).group_by(Enrollment.cohort_id)
        return {id: count for id, count in db.session.execute(counted) if id is not None}
