"""What a learner notes beside a lesson."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from educrowd.core.db import Model, TenantOwned, Timestamps, joined, refers

from .enrollment import Enrollment


class Note(TenantOwned, Timestamps, Model):
    """Nobody but the learner reads it; names the lesson by uid, so it outlives the lesson."""

    __tablename__ = "lesson_notes"
    __constraints__ = (UniqueConstraint("tenant_id", "enrollment_id", "lesson_uid"),)

    enrollment_id: Mapped[int] = refers("enrollments", ondelete="CASCADE", index=False)
    lesson_uid: Mapped[str]
    lesson_title: Mapped[str]
    text: Mapped[str]

    enrollment: Mapped[Enrollment] = joined("Note.enrollment_id", "Enrollment")
