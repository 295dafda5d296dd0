"""Money of a period that went back to a learner or their bank: with the running period the subscription ends."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from educrowd.core.db import db
from educrowd.core.payments import Payment, Refund, refund_payment

from ..models import LearnerSubscription, SubscriptionPeriod
from ..models.errors import NotRefundable
from .mailers import send_subscription_refunded

REFUNDED = "its last period was given back"


def refund_period(period: SubscriptionPeriod, *, by: Any, amount: int | None = None) -> Refund:
    """Give back what was paid for a period, or so much of it. Asking twice gives back once."""
    payment = Payment.locked(period.payment_id)
    if not payment.is_captured:
        raise NotRefundable()
    part = "all" if amount is None else payment.refunded_amount
    key = f"period:{period.id}:{part}:{Refund.failures_of(payment)}"
    return refund_payment(payment, amount, reason="requested", key=key, ordered_by=by)


def period_returned(news: Any) -> None:
    """Carry a refund's or a dispute's news over to its subscription; runs in the transaction that wrote them."""
    payment: Payment = news.payment
    of_it = select(SubscriptionPeriod).where(SubscriptionPeriod.payment_id == payment.id)
    if (period := db.session.scalars(of_it).one_or_none()) is None:
        return
    subscription = LearnerSubscription.locked(period.subscription_id)
    is_running = subscription.payment_id == payment.id
    if payment.state == "refunded" and is_running and subscription.is_open:
        subscription.end(because=REFUNDED)
        send_subscription_refunded.later(period.id)
    elif payment.state == "refunded" and not is_running and news.state == "succeeded":
        send_subscription_refunded.later(period.id)
    elif payment.state == "captured" and is_running and subscription.because == REFUNDED:
        _open_again(subscription)


def _open_again(subscription: LearnerSubscription) -> None:
    if subscription.is_period_over:
        return
    try:
        with db.session.begin_nested():
            subscription.reopen()
    except IntegrityError:
        # Refunded, subscribed anew, and now the old refund failed: the new one stands.
        db.session.refresh(subscription)
