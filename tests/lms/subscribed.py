"""Subscribing, and the months that pass."""

from __future__ import annotations

from datetime import timedelta
from secrets import token_urlsafe

from sqlalchemy import select, text

from educrowd.blueprints.auth.models import User
from educrowd.blueprints.lms.models import LearnerSubscription, SubscriptionPeriod, SubscriptionPlan
from educrowd.blueprints.lms.subscriptions.links import return_of
from educrowd.blueprints.lms.subscriptions.renewing import renew_due_subscriptions
from educrowd.blueprints.lms.subscriptions.subscribing import Wish, start_subscription
from educrowd.core.db import db
from educrowd.core.payments import charge_due, finish_setup
from educrowd.core.payments.recovering import look_after_recoveries
from tests.gateway import Sandbox
from tests.jobs import run_jobs

# As if it had begun so many periods ago that the next one begins now.
EARLIER = """
UPDATE public.learner_subscriptions s SET joined_at = moved.since,
    next_period_at = app.period_begins(moved.since, moved.last + 1, s.every),
    ends_at = CASE WHEN s.ends_at IS NULL THEN NULL ELSE app.period_begins(moved.since, moved.last + 1, s.every) END
FROM (
    SELECT max(p.number) AS last, clock_timestamp() - interval '1 second' - make_interval(
        months => (max(p.number) * CASE max(o.every) WHEN 'year' THEN 12 ELSE 1 END)::int) AS since
    FROM public.subscription_periods p JOIN public.learner_subscriptions o ON o.id = p.subscription_id
    WHERE p.subscription_id = :id
) moved WHERE s.id = :id
"""
RECOVERIES_EARLIER = "UPDATE public.recoveries SET started_at = started_at - :days, ends_at = ends_at - :days"
PLAIN = "4242 4242 4242 4242"


def subscribe(plan: SubscriptionPlan, learner: User, sandbox: Sandbox, card: str = PLAIN) -> LearnerSubscription:
    """Join with a card typed on the provider's page, and let the workers charge it."""
    subscription = start_subscription(plan, learner, Wish(token_urlsafe(12)), page_of=return_of)
    db.session.commit()
    come_back(subscription, sandbox, subscription.card, card)
    return subscription


def come_back(subscription: LearnerSubscription, sandbox: Sandbox, setup, card: str = PLAIN) -> None:
    """Type a card on its page and return."""
    sandbox.fill_in_card(setup.url, card)
    finish_setup(setup.id)
    run_jobs()


def renewed() -> None:
    renew_due_subscriptions()
    run_jobs()


def days_pass(days: int) -> None:
    """Windows and tries come so much nearer."""
    earlier = {"days": timedelta(days=days)}
    db.session.execute(text(RECOVERIES_EARLIER), earlier)
    db.session.execute(text("UPDATE public.payments SET next_try_at = next_try_at - :days"), earlier)
    db.session.commit()
    look_after_recoveries()
    charge_due.later()
    run_jobs()


def periods_of(subscription: LearnerSubscription) -> list[tuple[int, str]]:
    periods = db.session.scalars(SubscriptionPeriod.of(subscription).execution_options(populate_existing=True))
    return [(period.number, period.payment.state) for period in periods]


def period_of(subscription: LearnerSubscription, number: int = 1) -> SubscriptionPeriod:
    found = select(SubscriptionPeriod).where(SubscriptionPeriod.subscription_id == subscription.id)
    return db.session.scalars(found.where(SubscriptionPeriod.number == number)).one()


def days_paid(subscription: LearnerSubscription) -> int:
    """From joining until the next charge."""
    assert subscription.joined_at and subscription.next_period_at
    return (subscription.next_period_at - subscription.joined_at).days
