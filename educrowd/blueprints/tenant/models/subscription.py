"""How a site pays for its plan: one row for each site, following what the provider says."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, select
from sqlalchemy.dialects.postgresql import CHAR
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.currency_row import CurrencyRow
from educrowd.core.db import Model, TenantOwned, Timestamps, db
from educrowd.core.errors import Refused
from educrowd.core.money import Money

from .plan import INTERVALS, Plan
from .plan_price import PlanPrice

if TYPE_CHECKING:
    from educrowd.core.payments.gateway_billing import SubscriptionSeen

LIVE = ("trialing", "active", "past_due", "unpaid")
BEHIND = ("past_due", "unpaid")
STATES = ("none", *LIVE, "canceled", "incomplete", "incomplete_expired", "paused")


class Subscription(TenantOwned, Timestamps, Model):
    """`reference` names the site to the provider, `customer_id` is the provider's name of it."""

    __tablename__ = "subscriptions"
    __constraints__ = (
        UniqueConstraint("tenant_id"),
        CheckConstraint(f"state IN {STATES}", name="state"),
        CheckConstraint(f"interval IN {INTERVALS}", name="interval"),
    )

    reference: Mapped[UUID] = mapped_column(default=uuid4)
    customer_id: Mapped[str | None]
    gateway_id: Mapped[str | None]
    item_id: Mapped[str | None]
    plan_code: Mapped[str | None] = mapped_column(ForeignKey(Plan.code))
    interval: Mapped[str | None]
    amount: Mapped[int | None]
    currency: Mapped[str | None] = mapped_column(CHAR(3), ForeignKey(CurrencyRow.code))
    state: Mapped[str] = mapped_column(default="none", server_default="none")
    period_end: Mapped[datetime | None]
    cancels_at_period_end: Mapped[bool] = mapped_column(default=False, server_default="false")

    @classmethod
    def mine(cls, *, lock: bool = False) -> Self | None:
        """The bound site's, as it is now."""
        found = select(cls).execution_options(populate_existing=True)
        return db.session.scalars(found.with_for_update() if lock else found).one_or_none()

    @classmethod
    def live(cls) -> Self:
        """The bound site's, where one goes on."""
        mine = cls.mine()
        if mine is None or not mine.is_live:
            raise Refused("This site has no subscription.")
        return mine

    @property
    def is_live(self) -> bool:
        """Whether the provider goes on asking for money, late or on time."""
        return self.state in LIVE

    @property
    def is_behind(self) -> bool:
        return self.state in BEHIND

    @property
    def price(self) -> Money | None:
        return Money(self.amount, self.currency) if self.amount is not None and self.currency else None

    def follow(self, seen: SubscriptionSeen, price: PlanPrice) -> None:
        """Note what the provider says."""
        self.gateway_id, self.item_id, self.state = seen.id, seen.item, seen.status
        self.plan_code, self.interval = price.plan_code, price.interval
        self.amount, self.currency = seen.amount, seen.currency
        self.period_end, self.cancels_at_period_end = seen.period_end, seen.cancels_at_period_end
        db.session.flush()
