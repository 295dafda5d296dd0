"""What learners are written about their subscriptions."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from educrowd.blueprints.auth.mailers import send_claim
from educrowd.core import mail
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.jobs import job
from educrowd.core.mail import mailer
from educrowd.core.payments import Recovery

from ..models import LearnerSubscription, SubscriptionPeriod, SubscriptionPlan
from ..models.learner_subscription import OPEN
from .links import page_of

BATCH = 500


@mailer
def send_subscription_receipt(period_id: int) -> None:
    """Say what was charged, for which time, and when the next charge comes."""
    period = _period(period_id)
    subscription = _subscription(period.subscription_id)
    _write(subscription, "Receipt: {title}", "subscription_receipt", period=period)
    if period.number == 1 and not subscription.user.is_claimed:
        send_claim.later(subscription.user_id)


@mailer
def send_subscription_card(subscription_id: int, day: int = 0) -> None:
    """Say that the card was not charged, and until when what can be done; nothing once that is settled."""
    subscription = _subscription(subscription_id)
    if subscription.needs_person and subscription.payment_id:
        subject = "Your card for “{title}” needs you" if day == 0 else "“{title}” still waits for your card"
        _write(subscription, subject, "subscription_card", recovery=Recovery.of(subscription.payment_id), day=day)


@mailer
def send_subscription_ending(subscription_id: int) -> None:
    """Say until when access lasts, and that the card is not charged again."""
    subscription = _subscription(subscription_id)
    if subscription.ends_at:
        _write(subscription, "Your subscription ends: {title}", "subscription_ending")


@mailer
def send_subscription_ended(subscription_id: int) -> None:
    """Say that it is over, that nothing more is charged, and that what was learned is kept."""
    _write(_subscription(subscription_id), "Your subscription has ended: {title}", "subscription_ended")


@mailer
def send_subscription_refunded(period_id: int) -> None:
    """Say that the money is on its way back, and what that means for access."""
    period = _period(period_id)
    _write(_subscription(period.subscription_id), "Refunded: {title}", "subscription_refunded", period=period)


@mailer
def send_subscription_price(subscription_id: int) -> None:
    """Say that new subscribers pay another price, and that this learner's stays."""
    subscription = _subscription(subscription_id)
    if subscription.is_open and subscription.amount != subscription.plan.price_amount:
        _write(subscription, "Your price stays: {title}", "subscription_price", plan=subscription.plan)


@job
def tell_of_price(plan_id: int, after: int = 0) -> None:
    """Promise each subscriber whose price is another one a letter, a batch in each run."""
    plan = db.session.scalars(select(SubscriptionPlan).where(SubscriptionPlan.id == plan_id)).one()
    keeping = select(LearnerSubscription.id).where(
        LearnerSubscription.plan_id == plan_id,
        LearnerSubscription.state.in_(OPEN),
        LearnerSubscription.amount != plan.price_amount,
        LearnerSubscription.id > after,
    )
    ids = db.session.scalars(keeping.order_by(LearnerSubscription.id).limit(BATCH)).all()
    for subscription_id in ids:
        send_subscription_price.later(subscription_id)
    if len(ids) == BATCH:
        tell_of_price.later(plan_id, ids[-1])


def _subscription(id: int) -> LearnerSubscription:
    return db.session.scalars(select(LearnerSubscription).where(LearnerSubscription.id == id)).one()


def _period(id: int) -> SubscriptionPeriod:
    return db.session.scalars(select(SubscriptionPeriod).where(SubscriptionPeriod.id == id)).one()


def _write(subscription: LearnerSubscription, subject: str, template: str, **context: Any) -> None:
    origin = current.tenant.origin
    course = subscription.course
    mail.deliver(
        to=subscription.user.email,
        subject=subject.format(title=subscription.title),
        template=f"lms/mail/{template}",
        subscription=subscription,
        subscription_url=page_of(subscription.public_id),
        start_url=origin + (f"/learn/{course.slug}/" if course else "/courses/"),
        plan_url=f"{origin}/subscriptions/{subscription.plan.slug}",
        **context,
    )
