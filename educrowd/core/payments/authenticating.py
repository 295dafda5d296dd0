"""3-D Secure with the person present: the bank asks on its own page, then the same charge goes through."""

from __future__ import annotations

from ..db import db
from ..errors import Refused
from .gateway import GatewayRefused, gateway
from .gateway_call import GatewayCall
from .payment import Payment
from .settlement import settle


class NothingToConfirm(Refused):
    """The payment does not wait for a word with the bank."""

    def __init__(self):
        super().__init__("This payment does not wait for your confirmation.")


def start_authentication(payment_id: int, *, return_url: str) -> str | None:
    """Where the bank asks its customer; None when the charge went through without asking. Commits before the call."""
    payment = Payment.locked(payment_id)
    if payment.state != "action_required":
        raise NothingToConfirm
    asked_before = gateway().read_intent(payment.account, str(payment.intent_id)).action_url
    if asked_before:
        return asked_before
    payment.attempt += 1
    key = GatewayCall.begin([payment], "authenticate")[payment.id]
    db.session.commit()
    return _ask(payment, key, return_url)


def finish_authentication(payment_id: int) -> None:
    """Back from the bank: learn what it decided, and why not where it said no."""
    settle(payment_id)
    payment = Payment.locked(payment_id)
    if payment.state != "action_required":
        return
    failure = gateway().read_intent(payment.account, str(payment.intent_id)).failure
    if failure:
        payment.failure_code, payment.failure_message = failure.code, failure.message


def _ask(payment: Payment, key: str, return_url: str) -> str | None:
    try:
        url = gateway().confirm_in_person(
            payment.account,
            str(payment.intent_id),
            payment_method=payment.payment_method,
            return_url=return_url,
            key=key,
        )
        GatewayCall.answer([(key, "answered")])
    except GatewayRefused as error:
        # Most often it is through already; finish_authentication() will see.
        url = None
        GatewayCall.answer([(key, f"refused: {error}")])
    if url is None:
        finish_authentication(payment.id)
    return url
