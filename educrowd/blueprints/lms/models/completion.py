"""A completion: one learner has done one lesson."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import Model, TenantOwned, joined, refers, utcnow

if TYPE_CHECKING:
    from .enrollment import Enrollment


class Completion(TenantOwned, Model):
    """Names the lesson by uid and not by key, so it outlives the lesson and counts again if that returns."""

    __tablename__ = "completions"
    __constraints__ = (UniqueConstraint("tenant_id", "enrollment_id", "lesson_uid"),)

    enrollment_id: Mapped[int] = refers("enrollments", ondelete="CASCADE", index=False)
    lesson_uid: Mapped[str]
    completed_at: Mapped[datetime] = mapped_column(default=utcnow, server_default=func.now())

    enrollment: Mapped[Enrollment] = joined("Completion.enrollment_id", "Enrollment", back_populates="completions")
