"""Finding what got lost on the way: events nobody delivered, charges, refunds and disputes nobody settled.

Each look goes back to where the last one began, and a little further: clocks differ, and lists lag behind.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from flask import current_app
from sqlalchemy import and_, or_, select

from ..db import db, utcnow
from ..jobs import job
from ..tenancy import transaction
from .connected_account import ConnectedAccount
from .dispute import Dispute
from .gateway import Intent, gateway
from .inbox import HANDLERS, done_with, receive
from .listing import awake
from .payment import Payment
from .platform_events import PLATFORM_HANDLERS
from .refund import Refund
from .returning import settle_returns
from .settlement import settle

LOOK_BACK = timedelta(hours=24)
OVERLAP = timedelta(minutes=15)
BATCH = 100


@job
def sweep_events() -> None:
    """Take in every event since the last sweep that no webhook brought; the inbox knows the others."""
    account = ConnectedAccount.mine()
    if account is None:
        return
    began = utcnow()
    events = awake(gateway().list_events(account.gateway_id, since=_since(account.events_swept_at), types=HANDLERS))
    while some := list(islice(events, BATCH)):
        with transaction(None):
            done = done_with([event["id"] for event in some])
            for event in some:
                if event["id"] not in done:
                    receive({"account": account.gateway_id} | event)
    account.events_swept_at = began


@job
def sweep_platform_events() -> None:
    """The same for the platform's own account, which is no site's; without a key there is none."""
    if not current_app.config["STRIPE_SECRET_KEY"]:
        return
    events = awake(gateway().list_events(None, since=_since(None), types=PLATFORM_HANDLERS))
    while some := list(islice(events, BATCH)):
        with transaction(None):
            done = done_with([event["id"] for event in some])
            for event in some:
                if event["id"] not in done:
                    receive(event)


@job
def reconcile() -> None:
    """Settle every charge that succeeded at the provider and is not captured here, and all that went back."""
    account = ConnectedAccount.mine()
    if account is None:
        return
    began = utcnow()
    _settle_charges(account.gateway_id, since=_since(account.reconciled_at))
    for payment_id in _with_returns(account.gateway_id):
        settle_returns(payment_id)
    account.reconciled_at = began


@job
def reconcile_month() -> None:
    """Settle what succeeded long after it was begun, at the bank's own pace."""
    account = ConnectedAccount.mine()
    if account:
        _settle_charges(account.gateway_id, since=utcnow() - timedelta(days=30))


def _since(last_time: datetime | None) -> datetime:
    return (last_time or utcnow() - LOOK_BACK) - OVERLAP


def _settle_charges(account: str, *, since: datetime) -> None:
    for intent in awake(gateway().list_intents(account, since=since)):
        if intent.status == "succeeded" and (payment := _uncaptured(intent)):
            payment.intent_id = intent.id
            settle(payment.id)


def _with_returns(account: str) -> list[int]:
    """Payments of which something went back lately, or is still on its way."""
    since = utcnow() - LOOK_BACK
    lately = (*gateway().list_refunds(account, since=since), *gateway().list_disputes(account, since=since))
    touched = Payment.charge_id.in_({seen.charge for seen in lately})
    refunding = Payment.id.in_(select(Refund.payment_id).where(Refund.state == "pending"))
    disputed = Payment.id.in_(select(Dispute.payment_id).where(Dispute.closed_at.is_(None)))
    return list(db.session.scalars(select(Payment.id).where(or_(touched, refunding, disputed)).order_by(Payment.id)))


def _uncaptured(intent: Intent) -> Payment | None:
    """Its payment, also where somebody paid on a page and we never heard the charge's name."""
    is_same = Payment.amount == intent.amount, Payment.currency == intent.currency
    named = and_(Payment.reference == _uuid(intent.reference), Payment.intent_id.is_(None), *is_same)
    found = select(Payment).where(or_(Payment.intent_id == intent.id, named), Payment.captured_at.is_(None))
    return db.session.scalars(found).first()


def _uuid(words: str) -> UUID | None:
    """A charge that the site made elsewhere may say anything there, or nothing."""
    with suppress(ValueError):
        return UUID(words)
    return None
