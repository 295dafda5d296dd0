"""Demanding: each period that has begun becomes one payment."""

from __future__ import annotations

from educrowd.core.db import db
from educrowd.core.payments import Payment, platform_fee

from ..models import LearnerSubscription, SubscriptionPeriod
from ..models.learner_subscription import PURPOSE
from ..selling.buying import INCOME


def demand(subscription: LearnerSubscription) -> None:
    """Ask for the period that has begun, from the card of this day; workers charge it."""
    card = subscription.card
    assert card is not None and card.payment_method is not None
    payment = Payment(
        purpose=PURPOSE,
        user_id=subscription.user_id,
        description=subscription.title,
        income_account=INCOME,
        amount=subscription.amount,
        currency=subscription.currency,
        application_fee=platform_fee(subscription.money).minor,
        account=card.account,
        customer=card.customer,
        payment_method=card.payment_method,
    )
    db.session.add(payment)
    db.session.flush()
    SubscriptionPeriod.begin(subscription, payment)
    subscription.payment, subscription.payment_id = payment, payment.id
    if subscription.state == "draft":
        subscription.state = "joining"
    db.session.flush()
