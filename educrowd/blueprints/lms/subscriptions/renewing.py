"""Renewing: each period of a subscription is charged once, until its learner cancels or the course is over."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby

from sqlalchemy import text

from educrowd.core.db import db, utcnow
from educrowd.core.jobs import job
from educrowd.core.payments import Refund, charge_due
from educrowd.core.tenancy import transaction

from ..models import LearnerSubscription
from .demanding import demand
from .mailers import send_subscription_ended
from .subscribing import held

LEFT = "cancelled"
OVER = "the course is over"
DRAFTS_LAST = timedelta(days=1)


@job(queue="payments")
def renew_due_subscriptions() -> None:
    """Promise the next period of every subscription, of whatever site, whose paid period is over."""
    due = db.session.execute(text("SELECT tenant_id, id FROM app.due_subscriptions() ORDER BY tenant_id, id")).all()
    for tenant_id, subscriptions in groupby(due, key=lambda row: row.tenant_id):
        with transaction(tenant_id):
            for subscription in subscriptions:
                renew_subscription.later(subscription.id)


@job(queue="payments")
def renew_subscription(id: int) -> None:
    """Demand the period that has begun, or end what was cancelled; twice does no more than once."""
    subscription = held(id)
    if subscription.state == "draft" and subscription.created_at < utcnow() - DRAFTS_LAST:
        subscription.expire("No card was given.")
    elif subscription.state == "active" and subscription.is_period_over:
        _go_on(subscription)


def _go_on(subscription: LearnerSubscription) -> None:
    payment = subscription.payment
    if subscription.ends_at:
        _end(subscription, LEFT)
    elif subscription.course and subscription.course.is_over:
        _end(subscription, OVER)
    elif payment and (payment.state == "disputed" or not Refund.left_of(payment)):
        return  # The bank decides, or its learner gets everything back. Should that fail, it goes on.
    else:
        demand(subscription)
        charge_due.later()


def _end(subscription: LearnerSubscription, because: str) -> None:
    subscription.end(because=because)
    send_subscription_ended.later(subscription.id)
