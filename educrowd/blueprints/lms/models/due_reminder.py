"""A reminder: somebody was written to because something is due, once for each due date."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import Model, TenantOwned, joined, refers, utcnow

if TYPE_CHECKING:
    from .enrollment import Enrollment


class DueReminder(TenantOwned, Model):
    """A date that moves is a date of its own: it is reminded of once more."""

    __tablename__ = "due_reminders"
    __constraints__ = (UniqueConstraint("tenant_id", "enrollment_id", "lesson_uid", "due_at"),)

    enrollment_id: Mapped[int] = refers("enrollments", ondelete="CASCADE", index=False)
    lesson_uid: Mapped[str]
    due_at: Mapped[datetime]
    created_at: Mapped[datetime] = mapped_column(default=utcnow, server_default=func.now())

    enrollment: Mapped[Enrollment] = joined("DueReminder.enrollment_id", "Enrollment")
