"""An adjustment: what holds for one learner and one lesson instead of for everybody."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import Model, TenantOwned, Timestamps, joined, refers

if TYPE_CHECKING:
    from .enrollment import Enrollment


class Adjustment(TenantOwned, Timestamps, Model):
    """Later dates, more time or attempts, or the lesson open whatever locks it (`opens`); with the reason."""

    __tablename__ = "adjustments"
    __constraints__ = (
        UniqueConstraint("tenant_id", "enrollment_id", "lesson_uid"),
        CheckConstraint("extra_minutes BETWEEN 0 AND 100000", name="extra_minutes"),
        CheckConstraint("time_factor BETWEEN 1 AND 10", name="time_factor"),
        CheckConstraint("extra_attempts BETWEEN 0 AND 100", name="extra_attempts"),
    )

    enrollment_id: Mapped[int] = refers("enrollments", ondelete="CASCADE", index=False)
    lesson_uid: Mapped[str]
    opens: Mapped[bool] = mapped_column(default=False, server_default="false")
    due_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    extra_minutes: Mapped[int] = mapped_column(default=0, server_default="0")
    time_factor: Mapped[Decimal] = mapped_column(Numeric(4, 2), default=Decimal(1), server_default="1")
    extra_attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    reason: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))

    enrollment: Mapped[Enrollment] = joined("Adjustment.enrollment_id", "Enrollment")

    @property
    def gives_anything(self) -> bool:
        """Whether it differs from what holds for everybody."""
        given = self.opens, self.due_at, self.closes_at, self.extra_minutes, self.extra_attempts
        return any(given) or self.time_factor != 1
