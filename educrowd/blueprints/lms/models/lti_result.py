"""What a tool knows a learner as in one lesson, and what it said of them last."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Self

from sqlalchemy import Index, Numeric, UniqueConstraint, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import Model, TenantOwned, Timestamps, bound_tenant_id, db, joined, refers

if TYPE_CHECKING:
    from .enrollment import Enrollment


class LtiResult(TenantOwned, Timestamps, Model):
    """Made by the first launch, so that a tool can speak only of those who came to it."""

    __tablename__ = "lti_results"
    __constraints__ = (
        UniqueConstraint("tenant_id", "enrollment_id", "lesson_uid"),
        Index(None, "tenant_id", "lesson_uid", "subject"),
    )

    enrollment_id: Mapped[int] = refers("enrollments", ondelete="CASCADE", index=False)
    lesson_uid: Mapped[str]
    subject: Mapped[str]
    points: Mapped[Decimal | None] = mapped_column(Numeric(9, 4))
    out_of: Mapped[Decimal | None] = mapped_column(Numeric(9, 4))
    told_at: Mapped[datetime | None]

    enrollment: Mapped[Enrollment] = joined("LtiResult.enrollment_id", "Enrollment")

    @classmethod
    def expect(cls, enrollment: Enrollment, lesson_uid: str, subject: str) -> None:
        """Let the tool speak of this learner from now on."""
        row = {"tenant_id": bound_tenant_id(), "enrollment_id": enrollment.id, "lesson_uid": lesson_uid}
        made = insert(cls).values(row | {"subject": subject})
        key = ["tenant_id", "enrollment_id", "lesson_uid"]
        db.session.execute(made.on_conflict_do_update(index_elements=key, set_={"subject": subject}))

    @classmethod
    def held(cls, lesson_uid: str, subject: str) -> Self | None:
        """The row of whom a tool speaks of, locked."""
        wanted = select(cls).where(cls.lesson_uid == lesson_uid, cls.subject == subject)
        return db.session.scalar(wanted.with_for_update())
