"""Finding what got lost on the way: events nobody delivered, charges nobody settled."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from ..db import db, utcnow
from ..jobs import job
from ..tenancy import transaction
from .connected_account import ConnectedAccount
from .gateway import gateway
from .inbox import receive
from .payment import Payment
from .settlement import settle

LOOK_BACK = timedelta(hours=24)


@job(queue="payments")
def sweep_events() -> None:
    """Take in every event of the last day that no webhook brought; the inbox knows the others."""
    account = ConnectedAccount.mine()
    if account is None:
        return
    for event in gateway().list_events(account.gateway_id, since=utcnow() - LOOK_BACK):
        with transaction(None):
            receive({"account": account.gateway_id} | event)


@job(queue="payments")
def reconcile() -> None:
    """Settle every charge that succeeded at the provider and is not captured here."""
    account = ConnectedAccount.mine()
    if account is None:
        return
    for intent in gateway().list_intents(account.gateway_id, since=utcnow() - LOOK_BACK):
        if intent.status == "succeeded" and (payment_id := _uncaptured(intent.id)):
            settle(payment_id)


def _uncaptured(intent_id: str) -> int | None:
    return db.session.scalar(select(Payment.id).where(Payment.intent_id == intent_id, Payment.captured_at.is_(None)))
