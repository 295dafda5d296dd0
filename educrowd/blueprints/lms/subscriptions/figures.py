"""How many subscribe to a plan, and what it has brought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from educrowd.core.db import db
from educrowd.core.money import Money
from educrowd.core.payments import Payment

from ..models import LearnerSubscription, SubscriptionPeriod, SubscriptionPlan
from ..models.learner_subscription import OPEN


@dataclass(frozen=True, slots=True)
class Figures:
    """Who has access now, who of them waits for a card, and what was charged less what went back."""

    subscribers: int
    past_due: int
    income: Money


def figures_of(plans: Sequence[SubscriptionPlan]) -> dict[int, Figures]:
    """By plan, in two queries however many there are."""
    ids = [plan.id for plan in plans]
    counts, income = _counts(ids), _income(ids)
    return {
        plan.id: Figures(*counts.get(plan.id, (0, 0)), Money(income.get(plan.id, 0), plan.currency)) for plan in plans
    }


def _counts(ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    late = func.count().filter(LearnerSubscription.state == "past_due")
    counted = select(LearnerSubscription.plan_id, func.count(), late).group_by(LearnerSubscription.plan_id)
    theirs = counted.where(LearnerSubscription.plan_id.in_(ids), LearnerSubscription.state.in_(OPEN))
    rows = db.session.execute(theirs.where(LearnerSubscription.joined_at.is_not(None)))
    return {plan_id: (all_of_them, behind) for plan_id, all_of_them, behind in rows}


def _income(ids: Sequence[int]) -> dict[int, int]:
    left = func.sum(Payment.amount - Payment.refunded_amount)
    paid = select(LearnerSubscription.plan_id, left).group_by(LearnerSubscription.plan_id)
    paid = paid.join(SubscriptionPeriod, SubscriptionPeriod.subscription_id == LearnerSubscription.id)
    paid = paid.join(SubscriptionPeriod.payment).where(Payment.captured_at.is_not(None))
    rows = db.session.execute(paid.where(LearnerSubscription.plan_id.in_(ids)))
    return {plan_id: int(income) for plan_id, income in rows}
