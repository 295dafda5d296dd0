"""What became of a period's payment: paid, waiting for its learner, given up, or paid after all was over."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from educrowd.core.db import db
from educrowd.core.jobs import job
from educrowd.core.payments import Payment, Recovery, abandon, begin_recovery, charge_due, owe_refund

from ..models import LearnerSubscription, SubscriptionPeriod
from .mailers import send_subscription_card, send_subscription_ended, send_subscription_receipt

ASKED = ("joining", "active", "past_due")
# So long what was open stays open while the card is asked again and its owner is written to.
GRACE_DAYS = 14
TOO_LATE = "the card could not be charged in time"
LEFT = "cancelled"


def subscriptions_settled(payments: Sequence[Payment]) -> None:
    """Carry payments' news over to their subscriptions; runs in the transaction that wrote them."""
    for payment in payments:
        _follow(payment)


def _follow(payment: Payment) -> None:
    period = db.session.scalars(select(SubscriptionPeriod).where(SubscriptionPeriod.payment_id == payment.id)).one()
    subscription = LearnerSubscription.locked(period.subscription_id)
    is_asked = subscription.payment_id == payment.id and subscription.state in ASKED
    if payment.is_captured and is_asked:
        Recovery.end(payment.id)
        subscription.pay()
        send_subscription_receipt.later(period.id)
    elif payment.is_captured:
        # Money that came stands in the books, whatever became of its subscription; then it goes back.
        owe_refund(payment, because="its subscription had ended before the card was charged")
    elif is_asked and payment.state != "dropped":
        _note_trouble(subscription, payment)


def _note_trouble(subscription: LearnerSubscription, payment: Payment) -> None:
    subscription.fall_behind()
    card = subscription.card
    if subscription.ends_at:
        Recovery.begin(payment, days=GRACE_DAYS)
        give_up_period.later(payment.id, LEFT)
    elif card and card.payment_method != payment.payment_method:
        payment.use_card(str(card.payment_method))
        charge_due.later()
    else:
        begin_recovery(payment, days=GRACE_DAYS)


def ask_learner(payment_id: int, day: int) -> None:
    """Promise the letter of this day about a card that was not charged."""
    behind = select(LearnerSubscription.id).where(LearnerSubscription.payment_id == payment_id)
    if id := db.session.scalar(behind):
        send_subscription_card.later(id, day)


@job(queue="payments")
def give_up_period(payment_id: int, because: str = TOO_LATE) -> None:
    """Stop asking, at the provider too, and close what was open; twice does no more than once."""
    if not abandon(payment_id):
        return
    Recovery.end(payment_id)
    behind = select(LearnerSubscription).where(LearnerSubscription.payment_id == payment_id)
    subscription = db.session.scalars(behind.with_for_update().execution_options(populate_existing=True)).one()
    if subscription.state in ASKED:
        subscription.end(because=because)
        send_subscription_ended.later(subscription.id)
