"""settle(): the one place where the provider's answer becomes our state and our books.

Worker, webhook and reconciler all call it, in any order and any number of times: it hears from the provider what is
so and writes that once. Nobody trusts the order of events, nor what an event says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import func, select

from .. import ledger
from ..db import db
from ..jobs import job
from .fee_book import earn_fees
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
    _apply(Payment.all_locked([payment_id]), {payment_id: intent})


def _read(payment_id: int) -> Intent | None:
    payment = db.session.scalars(select(Payment).where(Payment.id == payment_id)).one()
    if payment.is_captured or payment.intent_id is None:
        return None
    return gateway().read_intent(payment.account, payment.intent_id)


def settle_seen(seen: Mapping[int, Intent], token: UUID) -> None:
    """The same for several leased payments, with what the provider has said of each a moment ago."""
    _apply(Payment.all_locked(seen), seen, token)


def settle_paid_page(payment_id: int, intent: Intent) -> None:
    """The same with a charge that the provider's page has made, and that was just read there."""
    payment = Payment.locked(payment_id)
    require_match(payment, intent)
    payment.intent_id = payment.intent_id or intent.id
    _apply([payment], {payment_id: intent})


def require_match(payment: Payment, intent: Intent) -> None:
    """The charge must be ours to the cent, in the same currency and mode."""
    expected = (str(payment.reference), payment.amount, payment.currency, is_live())
    found = (intent.reference, intent.amount, intent.currency, intent.livemode)
    if expected != found:
        raise Mismatch(f"payment {payment.id}: expected {expected}, the provider says {found}")


def is_live() -> bool:
    """Whether the configured key moves real money."""
    return current_app.config["STRIPE_SECRET_KEY"].startswith(("sk_live_", "rk_live_"))


def _apply(payments: Sequence[Payment], seen: Mapping[int, Intent], token: UUID | None = None) -> None:
    """What is new of these locked payments: their states, the books, and whoever waits for them."""
    # One time for all: rows that differ in values alone are written together.
    now = db.session.scalar(select(func.clock_timestamp()))
    news = [payment for payment in payments if _follow(payment, seen[payment.id], token, now)]
    _book([(payment, seen[payment.id]) for payment in news if payment.is_captured])
    for purpose in {payment.purpose: None for payment in news}:
        PURPOSES[purpose].settled([payment for payment in news if payment.purpose == purpose])


def _follow(payment: Payment, intent: Intent, token: UUID | None, now: Any) -> bool:
    """Go where the provider says it is; answers whether that is news."""
    require_match(payment, intent)
    if payment.is_captured or intent.status == "processing":
        return False
    if intent.status == "succeeded":
        payment.capture(intent, at=now)
    elif payment.state == "charging" and not payment.is_held_by_another(token):
        # Anything but success may be older than the try that somebody else is making right now.
        _note_failure(payment, intent)
    else:
        return False
    return True


def _book(charges: Sequence[tuple[Payment, Intent]]) -> None:
    ledger.post_all([_posting_of(payment, intent) for payment, intent in charges])
    earn_fees((payment, intent.application_fee) for payment, intent in charges)


def _posting_of(payment: Payment, intent: Intent) -> ledger.Posting:
    fees = intent.processing_fee + intent.application_fee
    moves = {
        "psp_balance": payment.amount - fees,
        "processing_fees": intent.processing_fee,
        "platform_fees": intent.application_fee,
        payment.income_account: -payment.amount,
    }
    about = {"currency": payment.currency, "note": payment.description, "payment_id": payment.id}
    return ledger.Posting("charge", str(payment.reference), moves, **about)


def _note_failure(payment: Payment, intent: Intent) -> None:
    failure = intent.failure or UNCLEAR
    if intent.status == "requires_action" or failure.code == "authentication_required":
        payment.wait_for_person(failure)
    else:
        payment.decline(failure)
