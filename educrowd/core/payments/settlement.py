"""settle(): the one place where the provider's answer becomes our state and our books.

Worker, webhook and reconciler all call it, in any order and any number of times: it hears from the provider what is
so and writes that once. Nobody trusts the order of events, nor what an event says.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import current_app
from sqlalchemy import select

from .. import ledger
from ..db import db
from ..jobs import job
from .fee_book import earn_fee
from .gateway import Failure, Intent, gateway
from .payment import Payment
from .purposes import PURPOSES

UNCLEAR = Failure("refused", "The provider did not accept the charge.")


class Mismatch(Exception):
    """The provider's charge is not the one we asked for: a person must look."""


@job(queue="payments")
def settle(payment_id: int) -> None:
    """Bring a payment to what the provider says: state, books and what follows, in one transaction.

    It is asked, unless all is known already.
    """
    intent = _read(payment_id)
    if intent is None:
        return
    payment = Payment.locked(payment_id)
    require_match(payment, intent)
    _apply(payment, intent, None)


def _read(payment_id: int) -> Intent | None:
    payment = db.session.scalars(select(Payment).where(Payment.id == payment_id)).one()
    if payment.is_captured or payment.intent_id is None:
        return None
    return gateway().read_intent(payment.account, payment.intent_id)


def settle_seen(seen: Mapping[int, Intent], token: UUID) -> None:
    """The same for several leased payments, with what the provider has said of each a moment ago."""
    for payment in Payment.all_locked(seen):
        require_match(payment, seen[payment.id])
        _apply(payment, seen[payment.id], token)


def settle_paid_page(payment_id: int, intent: Intent) -> None:
    """The same with a charge that the provider's page has made, and that was just read there."""
    payment = Payment.locked(payment_id)
    require_match(payment, intent)
    payment.intent_id = payment.intent_id or intent.id
    _apply(payment, intent, None)


def require_match(payment: Payment, intent: Intent) -> None:
    """The charge must be ours to the cent, in the same currency and mode."""
    expected = (str(payment.reference), payment.amount, payment.currency, is_live())
    found = (intent.reference, intent.amount, intent.currency, intent.livemode)
    if expected != found:
        raise Mismatch(f"payment {payment.id}: expected {expected}, the provider says {found}")


def is_live() -> bool:
    """Whether the configured key moves real money."""
    return current_app.config["STRIPE_SECRET_KEY"].startswith(("sk_live_", "rk_live_"))


def _apply(payment: Payment, intent: Intent, token: UUID | None) -> None:
    if payment.is_captured or intent.status == "processing":
        return
    if intent.status == "succeeded":
        _capture(payment, intent)
    elif payment.state == "charging" and not payment.is_held_by_another(token):
        # Anything but success may be older than the try that somebody else is making right now.
        _note_failure(payment, intent)
    else:
        return
    PURPOSES[payment.purpose].settled(payment)


def _capture(payment: Payment, intent: Intent) -> None:
    payment.capture(intent)
    fees = intent.processing_fee + intent.application_fee
    ledger.post(
        "charge",
        str(payment.reference),
        {
            "psp_balance": payment.amount - fees,
            "processing_fees": intent.processing_fee,
            "platform_fees": intent.application_fee,
            payment.income_account: -payment.amount,
        },
        currency=payment.currency,
        note=payment.description,
        payment_id=payment.id,
    )
    earn_fee(payment, intent.application_fee)


def _note_failure(payment: Payment, intent: Intent) -> None:
    failure = intent.failure or UNCLEAR
    if intent.status == "requires_action" or failure.code == "authentication_required":
        payment.wait_for_person(failure)
    else:
        payment.decline(failure)
