"""How far somebody has come in a film."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import Model, TenantOwned, Timestamps, joined, refers

from .enrollment import Enrollment


class Position(TenantOwned, Timestamps, Model):
    """Where to go on, and the most of it that was watched; names the lesson by uid, as completions do."""

    __tablename__ = "lesson_positions"
    __constraints__ = (
        UniqueConstraint("tenant_id", "enrollment_id", "lesson_uid"),
        CheckConstraint("seconds >= 0", name="seconds"),
        CheckConstraint("watched_percent BETWEEN 0 AND 100", name="watched_percent"),
    )

    enrollment_id: Mapped[int] = refers("enrollments", ondelete="CASCADE", index=False)
    lesson_uid: Mapped[str]
    seconds: Mapped[int] = mapped_column(default=0, server_default="0")
    watched_percent: Mapped[int] = mapped_column(default=0, server_default="0")

    enrollment: Mapped[Enrollment] = joined("Position.enrollment_id", "Enrollment")
