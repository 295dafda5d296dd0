"""One's own subscriptions: next charge, card, what was paid, cancelling and thinking again."""

from __future__ import annotations

from typing import Any

from flask import request
from sqlalchemy.orm import joinedload

from educrowd.core.access import PUBLIC, SIGNED_IN, needs
from educrowd.core.current import current
from educrowd.core.limits import address, throttle
from educrowd.core.pages import flash_error, flash_ok, go, paginate, privately, render
from educrowd.core.payments import CardSetup, finish_authentication, finish_setup, start_authentication

from ..models import LearnerSubscription, SubscriptionPeriod
from ..subscriptions.leaving import cancel_subscription, keep_subscription
from ..subscriptions.links import key_of, page_of, return_of
from ..subscriptions.queries import open_window
from ..subscriptions.subscribing import another_card_page
from .blueprint import bp
from .finding import my_subscription_at


@bp.get("/account/subscriptions")
@needs(SIGNED_IN)
def my_subscriptions():
    mine = LearnerSubscription.mine(current.user).options(joinedload(LearnerSubscription.card))
    return render("lms/subscriptions/index.html", page=paginate(mine))


@bp.get("/account/subscriptions/<public_id>")
@needs(PUBLIC)
def my_subscription(public_id: str):
    subscription = my_subscription_at(public_id)
    page = paginate(SubscriptionPeriod.of(subscription))
    window = open_window(subscription)
    shown = {"page": page, "window": window, **_at(subscription)}
    return privately(render("lms/subscriptions/mine.html", subscription=subscription, **shown))


@bp.get("/account/subscriptions/<public_id>/return")
@needs(PUBLIC)
def returned_from_subscription_card(public_id: str):
    """Back from the card page: ask the provider what became of it; the webhook may have been quicker."""
    subscription, visit = my_subscription_at(public_id), request.args.get("card", "")
    setup = CardSetup.referring_to(f"{public_id}:{visit}") if visit else subscription.card
    if setup:
        finish_setup(setup.id)
    return go(page_of(public_id))


@bp.post("/account/subscriptions/<public_id>/card")
@needs(PUBLIC, unpaid=True)
def bring_subscription_card(public_id: str):
    """Off to the card page once more."""
    throttle("20 per hour", "card", address())
    return go(another_card_page(my_subscription_at(public_id), page_of=return_of))


@bp.post("/account/subscriptions/<public_id>/confirmation")
@needs(PUBLIC, unpaid=True)
def confirm_subscription(public_id: str):
    """The way to the bank's own page, a link as banks redirect on to hosts nobody knows; or back."""
    throttle("20 per hour", "card", address())
    subscription = my_subscription_at(public_id)
    if not subscription.awaits_bank or subscription.payment_id is None:
        flash_error("This payment does not wait for your bank.")
        return go(page_of(public_id))
    bank = start_authentication(subscription.payment_id, return_url=page_of(public_id, "confirmed"))
    if bank is None:
        return go(page_of(public_id))
    return privately(render("lms/subscriptions/bank.html", subscription=subscription, bank=bank))


@bp.get("/account/subscriptions/<public_id>/confirmed")
@needs(PUBLIC)
def returned_from_subscription_bank(public_id: str):
    """Back from the bank: ask the provider what it decided; the webhook may have been quicker."""
    subscription = my_subscription_at(public_id)
    if subscription.payment_id:
        finish_authentication(subscription.payment_id)
    return go(page_of(public_id))


@bp.get("/account/subscriptions/<public_id>/cancellation")
@needs(PUBLIC)
def ask_to_cancel_subscription(public_id: str):
    subscription = my_subscription_at(public_id)
    return privately(render("lms/subscriptions/cancel.html", subscription=subscription, **_at(subscription)))


@bp.post("/account/subscriptions/<public_id>/cancellation")
@needs(PUBLIC, unpaid=True)
def leave_plan(public_id: str):
    cancel_subscription(my_subscription_at(public_id))
    flash_ok("Your subscription is cancelled. Your card is not charged again.")
    return go(page_of(public_id))


@bp.post("/account/subscriptions/<public_id>/continuation")
@needs(PUBLIC, unpaid=True)
def stay_in_plan(public_id: str):
    keep_subscription(my_subscription_at(public_id))
    flash_ok("Your subscription goes on.")
    return go(page_of(public_id))


def _at(subscription: LearnerSubscription) -> dict[str, Any]:
    """Whose it is, and what each of its addresses carries."""
    is_mine = current.user.is_authenticated and subscription.user_id == current.user.id
    key = {} if is_mine else {"key": key_of(subscription.public_id)}
    return {"is_mine": is_mine, "at": {"public_id": subscription.public_id, **key}}
