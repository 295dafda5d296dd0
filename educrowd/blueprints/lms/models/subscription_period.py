"""A period of a subscription: what was demanded for it, once."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from sqlalchemy import CheckConstraint, Select, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column

from educrowd.core.db import Model, TenantOwned, db, joined, refers
from educrowd.core.payments import Payment

if TYPE_CHECKING:
    from .learner_subscription import LearnerSubscription


class SubscriptionPeriod(TenantOwned, Model):
    """Which period, and its payment; the unique number is what charges nobody twice."""

    __tablename__ = "subscription_periods"
    __constraints__ = (
        UniqueConstraint("tenant_id", "subscription_id", "number"),
        UniqueConstraint("tenant_id", "payment_id"),
        CheckConstraint("number > 0", name="number"),
    )

    subscription_id: Mapped[int] = refers("learner_subscriptions", index=False)
    number: Mapped[int]
    payment_id: Mapped[int] = refers("payments", index=False)
    demanded_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())

    payment: Mapped[Payment] = joined("SubscriptionPeriod.payment_id", "Payment")

    @classmethod
    def of(cls, subscription: LearnerSubscription) -> Select[Self]:
        """Its periods with their payments, newest first."""
        periods = select(cls).where(cls.subscription_id == subscription.id).options(joinedload(cls.payment))
        return periods.order_by(cls.number.desc())

    @classmethod
    def begin(cls, subscription: LearnerSubscription, payment: Payment) -> None:
        """Note that the period which runs now is demanded by this payment, and when the next one is due.

        Periods that nobody was asked for, as the site was closed then, are left out and not made up for.
        """
        number = 1
        if since := subscription.joined_at:
            every = subscription.every
            number = db.session.scalar(select(func.app.period_at(since, func.clock_timestamp(), every))) or 1
            following = select(func.app.period_begins(since, number + 1, every))
            subscription.next_period_at = db.session.scalar(following)
        db.session.add(cls(subscription_id=subscription.id, number=number, payment_id=payment.id))
        db.session.flush()
