"""A pause: a learner's time in a course stands still."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import Model, TenantOwned, joined, refers, utcnow

if TYPE_CHECKING:
    from .enrollment import Enrollment


class Pause(TenantOwned, Model):
    """At most one at a time for an enrollment; what was due meanwhile is due as much later."""

    __tablename__ = "pauses"
    __constraints__ = (
        CheckConstraint("ended_at >= started_at", name="ended_at"),
        Index(
            "uq_pauses_one_at_a_time",
            "tenant_id",
            "enrollment_id",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    enrollment_id: Mapped[int] = refers("enrollments", ondelete="CASCADE")
    started_at: Mapped[datetime] = mapped_column(default=utcnow, server_default=func.now())
    ended_at: Mapped[datetime | None]
    reason: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))

    enrollment: Mapped[Enrollment] = joined("Pause.enrollment_id", "Enrollment")
