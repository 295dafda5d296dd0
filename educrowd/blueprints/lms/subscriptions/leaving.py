"""Cancelling: what is paid lasts to its end, and its learner may think again until then."""

from __future__ import annotations

from educrowd.core.audit import audit

from ..models import LearnerSubscription
from ..models.errors import NotSubscribed
from .mailers import send_subscription_ending
from .settled import LEFT, give_up_period
from .subscribing import held


def cancel_subscription(subscription: LearnerSubscription) -> None:
    """Charge no more: at once where the last period is not paid, else with its end."""
    subscription = held(subscription.id)
    if subscription.state == "joining":
        raise NotSubscribed("The card is being charged at this moment. Try again in a minute.")
    if subscription.state == "draft":
        subscription.expire("It was cancelled.")
    elif subscription.needs_person and subscription.payment_id:
        give_up_period(subscription.payment_id, LEFT)
    else:
        subscription.leave()
        send_subscription_ending.later(subscription.id)
    audit("subscription.cancelled", subject=subscription)


def keep_subscription(subscription: LearnerSubscription) -> None:
    """Its learner has thought again: it goes on as before."""
    subscription = held(subscription.id)
    subscription.stay()
    audit("subscription.kept", subject=subscription)
