"""A delivery: where a backer's reward is on its way."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import Model, TenantOwned, Timestamps, joined, refers, utcnow

if TYPE_CHECKING:
    from .pledge import Pledge

STATUSES = ("preparing", "shipped", "delivered")


class Delivery(TenantOwned, Timestamps, Model):
    """One for a pledge; none as long as nothing was begun."""

    __tablename__ = "deliveries"
    __constraints__ = (
        UniqueConstraint("tenant_id", "pledge_id"),
        CheckConstraint(f"status IN {STATUSES}", name="status"),
        CheckConstraint("status = 'preparing' OR shipped_at IS NOT NULL", name="shipped"),
        CheckConstraint("(status = 'delivered') = (delivered_at IS NOT NULL)", name="delivered"),
    )

    pledge_id: Mapped[int] = refers("pledges", index=False)
    status: Mapped[str]
    tracking: Mapped[str] = mapped_column(server_default="", default="")
    shipped_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]

    pledge: Mapped[Pledge] = joined("Delivery.pledge_id", "Pledge", back_populates="delivery")

    def become(self, status: str) -> None:
        """Note the step and its moment; a step back forgets the moments after it."""
        self.status = status
        self.shipped_at = None if status == "preparing" else self.shipped_at or utcnow()
        self.delivered_at = utcnow() if status == "delivered" else None
