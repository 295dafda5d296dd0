"""What each kind of event makes us look at; the object itself is always read from the provider."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from ..currencies import currencies
from ..db import db
from .card_setup import CardSetup, finish_setup
from .connected_account import refresh_account
from .paying_out import settle_payout
from .payment import Payment
from .payment_page import PaymentPage, finish_page
from .payout import Payout
from .returning import settle_returns
from .settlement import settle
from .webhook_event import NotKnownYet, Suspicious, WebhookEvent


def _settle_payment(event: WebhookEvent) -> None:
    payment = db.session.scalars(select(Payment).where(Payment.intent_id == event.object_id)).one_or_none()
    if payment is None:
        raise NotKnownYet(f"no payment has {event.object_id}")
    _require_same_money(payment, event.subject)
    settle(payment.id)


def _require_same_money(ours: Payment | Payout, subject: dict[str, Any]) -> None:
    known = currencies()[ours.currency]
    told = (subject.get("amount"), str(subject.get("currency", "")).upper())
    if told != (known.to_provider(ours.amount), ours.currency):
        raise Suspicious(f"{type(ours).__name__.lower()} {ours.id} is not about {told}")


def _settle_returns(event: WebhookEvent) -> None:
    subject = event.subject
    charge = subject.get("charge") or event.object_id
    payment = db.session.scalars(select(Payment).where(Payment.charge_id == charge)).one_or_none()
    if payment is None:
        raise NotKnownYet(f"no payment has {charge}")
    if str(subject.get("currency", "")).upper() != payment.currency:
        raise Suspicious(f"payment {payment.id} is not in {subject.get('currency')}")
    settle_returns(payment.id)


def _finish_page(event: WebhookEvent) -> None:
    """A page where a card was saved, or one where something was paid."""
    setup_id = db.session.scalar(select(CardSetup.id).where(CardSetup.session_id == event.object_id))
    page_id = db.session.scalar(select(PaymentPage.id).where(PaymentPage.session_id == event.object_id))
    if setup_id is not None:
        finish_setup(setup_id)
    elif page_id is not None:
        finish_page(page_id)
    else:
        raise NotKnownYet(f"no page is {event.object_id}")


def _settle_payout(event: WebhookEvent) -> None:
    payout = db.session.scalars(select(Payout).where(Payout.gateway_id == event.object_id)).one_or_none()
    if payout is None:
        raise NotKnownYet(f"no payout is {event.object_id}")
    _require_same_money(payout, event.subject)
    settle_payout(payout.id)


def _refresh_account(event: WebhookEvent) -> None:
    refresh_account()


HANDLERS = {
    "account.updated": _refresh_account,
    "checkout.session.completed": _finish_page,
    "checkout.session.expired": _finish_page,
    "payment_intent.succeeded": _settle_payment,
    "payment_intent.payment_failed": _settle_payment,
    "payment_intent.requires_action": _settle_payment,
    "payment_intent.canceled": _settle_payment,
    "payout.canceled": _settle_payout,
    "payout.created": _settle_payout,
    "payout.failed": _settle_payout,
    "payout.paid": _settle_payout,
    "payout.updated": _settle_payout,
    "charge.refunded": _settle_returns,
    "refund.updated": _settle_returns,
    "refund.failed": _settle_returns,
    "charge.dispute.created": _settle_returns,
    "charge.dispute.updated": _settle_returns,
    "charge.dispute.funds_withdrawn": _settle_returns,
    "charge.dispute.funds_reinstated": _settle_returns,
    "charge.dispute.closed": _settle_returns,
}
