"""How far a learner is in a SCORM package: what the package told, to be told again next time."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import CheckConstraint, Numeric, UniqueConstraint, select, text
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import Model, TenantOwned, Timestamps, bound_tenant_id, db, joined, refers

if TYPE_CHECKING:
    from .enrollment import Enrollment


class ScormRun(TenantOwned, Timestamps, Model):
    """One for each learner and lesson; `seq` counts what was written, so that a stale tab is noticed."""

    __tablename__ = "scorm_runs"
    __constraints__ = (
        UniqueConstraint("tenant_id", "enrollment_id", "lesson_uid"),
        CheckConstraint("seq >= 0 AND total_seconds >= 0 AND sitting_seconds >= 0", name="counts"),
    )

    enrollment_id: Mapped[int] = refers("enrollments", ondelete="CASCADE", index=False)
    lesson_uid: Mapped[str]
    seq: Mapped[int] = mapped_column(default=0, server_default="0")
    values: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default=text("'{}'"))
    status: Mapped[str] = mapped_column(default="not attempted", server_default="not attempted")
    points: Mapped[Decimal | None] = mapped_column(Numeric(9, 4))
    out_of: Mapped[Decimal | None] = mapped_column(Numeric(9, 4))
    total_seconds: Mapped[int] = mapped_column(default=0, server_default="0")
    sitting_seconds: Mapped[int] = mapped_column(default=0, server_default="0")

    enrollment: Mapped[Enrollment] = joined("ScormRun.enrollment_id", "Enrollment")

    @classmethod
    def of(cls, enrollment: Enrollment, lesson_uid: str) -> Self | None:
        mine = select(cls).where(cls.enrollment_id == enrollment.id, cls.lesson_uid == lesson_uid)
        return db.session.scalars(mine).one_or_none()

    @classmethod
    def held(cls, enrollment: Enrollment, lesson_uid: str) -> Self:
        """The row, made if need be, and held until this transaction ends."""
        row = {"tenant_id": bound_tenant_id(), "enrollment_id": enrollment.id, "lesson_uid": lesson_uid}
        db.session.execute(insert(cls).values(row).on_conflict_do_nothing())
        mine = select(cls).where(cls.enrollment_id == enrollment.id, cls.lesson_uid == lesson_uid)
        return db.session.scalars(mine.with_for_update().execution_options(populate_existing=True)).one()
