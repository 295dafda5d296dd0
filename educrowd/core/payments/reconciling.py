"""Finding what got lost on the way: events nobody delivered, charges, refunds and disputes nobody settled."""

from __future__ import annotations

from datetime import timedelta
from itertools import islice

from sqlalchemy import or_, select

from ..db import db, utcnow
from ..jobs import job
from ..tenancy import transaction
from .connected_account import ConnectedAccount
from .dispute import Dispute
from .gateway import gateway
from .inbox import done_with, receive
from .payment import Payment
from .refund import Refund
from .returning import settle_returns
from .settlement import settle

LOOK_BACK = timedelta(hours=24)
BATCH = 100


@job(queue="payments")
def sweep_events() -> None:
    """Take in every event of the last day that no webhook brought; the inbox knows the others."""
    account = ConnectedAccount.mine()
    if account is None:
        return
    events = gateway().list_events(account.gateway_id, since=utcnow() - LOOK_BACK)
    while some := list(islice(events, BATCH)):
        with transaction(None):
            done = done_with([event["id"] for event in some])
            for event in some:
                if event["id"] not in done:
                    receive({"account": account.gateway_id} | event)


@job(queue="payments")
def reconcile() -> None:
    """Settle every charge that succeeded at the provider and is not captured here, and all that went back."""
    account = ConnectedAccount.mine()
    if account is None:
        return
    for intent in gateway().list_intents(account.gateway_id, since=utcnow() - LOOK_BACK):
        if intent.status == "succeeded" and (payment_id := _uncaptured(intent.id)):
            settle(payment_id)
    for payment_id in _with_returns(account.gateway_id):
        settle_returns(payment_id)


def _with_returns(account: str) -> list[int]:
    """Payments of which something went back lately, or is still on its way."""
    since = utcnow() - LOOK_BACK
    lately = (*gateway().list_refunds(account, since=since), *gateway().list_disputes(account, since=since))
    touched = Payment.charge_id.in_({seen.charge for seen in lately})
    refunding = Payment.id.in_(select(Refund.payment_id).where(Refund.state == "pending"))
    disputed = Payment.id.in_(select(Dispute.payment_id).where(Dispute.closed_at.is_(None)))
    return list(db.session.scalars(select(Payment.id).where(or_(touched, refunding, disputed)).order_by(Payment.id)))


def _uncaptured(intent_id: str) -> int | None:
    return db.session.scalar(select(Payment.id).where(Payment.intent_id == intent_id, Payment.captured_at.is_(None)))
