"""A gift: a pledge that one person pays and another gets what it brings."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from educrowd.core.db import Model, TenantOwned, Timestamps, db, joined, refers, utcnow
from educrowd.core.formatting import zone

if TYPE_CHECKING:
    from educrowd.blueprints.auth.models.user import User

    from .pledge import Pledge

MORNING = time(8)


class Gift(TenantOwned, Timestamps, Model):
    """Told once the card was charged and its day has come; from then on it has a recipient with an account."""

    __tablename__ = "gifts"
    __constraints__ = (
        UniqueConstraint("tenant_id", "pledge_id"),
        Index("ix_gifts_recipient", "tenant_id", "recipient_id"),
        CheckConstraint("(told_at IS NULL) = (recipient_id IS NULL)", name="told"),
    )

    pledge_id: Mapped[int] = refers("pledges", index=False)
    recipient_name: Mapped[str]
    recipient_email: Mapped[str]
    message: Mapped[str] = mapped_column(server_default="", default="")
    deliver_on: Mapped[date | None]
    told_at: Mapped[datetime | None]
    recipient_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    pledge: Mapped[Pledge] = joined("Gift.pledge_id", "Pledge", back_populates="gift")
    recipient: Mapped[User | None] = relationship("User")

    @classmethod
    def held(cls, pledge_id: int) -> Gift | None:
        """The gift of a pledge as it is now, held until this transaction ends."""
        wanted = select(cls).where(cls.pledge_id == pledge_id).with_for_update()
        return db.session.scalar(wanted.execution_options(populate_existing=True))

    @property
    def due_at(self) -> datetime | None:
        """The morning of its day on the site's clock; None: as soon as it is paid."""
        return datetime.combine(self.deliver_on, MORNING, tzinfo=zone()) if self.deliver_on else None

    @property
    def is_due(self) -> bool:
        return self.due_at is None or self.due_at <= utcnow()

    @property
    def is_told(self) -> bool:
        return self.told_at is not None

    @property
    def is_changeable(self) -> bool:
        """Until its recipient has heard of it, while there is something to give."""
        return not self.is_told and (self.pledge.state == "draft" or self.pledge.counts)
