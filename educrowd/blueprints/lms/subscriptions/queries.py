"""Reads of subscriptions with what stands beside them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from educrowd.blueprints.auth.models import User
from educrowd.core.db import db
from educrowd.core.payments import Recovery

from ..models import LearnerSubscription, SubscriptionPlan

MOST_SHOWN = 6
SUBSCRIBERS = (
    *("Name", "Email", "State", "Price", "Currency", "Every", "Joined", "Next charge"),
    *("Ends", "Ended", "Because"),
)


def open_window(subscription: LearnerSubscription) -> Recovery | None:
    """The window in which a declined period can still be paid, while there is one."""
    return db.session.scalar(Recovery.open().where(Recovery.payment_id == subscription.payment_id))


def joinable(plans: Select[SubscriptionPlan]) -> list[SubscriptionPlan]:
    """Those of these that anybody can join now, with their courses."""
    found = db.session.scalars(plans.options(joinedload(SubscriptionPlan.course)).limit(MOST_SHOWN))
    return [plan for plan in found if plan.is_open]


def subscribers_of(plan: SubscriptionPlan) -> Select[LearnerSubscription]:
    """Whoever has begun to pay, those who still do first, with their people."""
    begun = select(LearnerSubscription).where(
        LearnerSubscription.plan_id == plan.id, LearnerSubscription.state.not_in(("draft", "expired"))
    )
    people = joinedload(LearnerSubscription.user).undefer(User.has_come)
    return begun.options(people).order_by(LearnerSubscription.state == "ended", LearnerSubscription.id.desc())


def subscriber_row(subscription: LearnerSubscription) -> list[Any]:
    """One of them as a line of a file; the price in minor units."""
    person = subscription.user.shown_name, subscription.user.email
    price = subscription.state, subscription.amount, subscription.currency, subscription.every
    times = subscription.joined_at, subscription.charges_next_at, subscription.ends_at, subscription.ended_at
    return [*person, *price, *times, subscription.because]
