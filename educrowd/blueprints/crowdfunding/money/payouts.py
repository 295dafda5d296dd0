"""Payouts as people read them: what is free now, the list, the file, and their lines in the books."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from educrowd.core.db import db
from educrowd.core.ledger import LedgerEntry, LedgerTransaction
from educrowd.core.payments import ConnectedAccount, GatewayAway, GatewayRefused, Payout
from educrowd.core.payments.standing import Standing, standings

COLUMNS = ("number", "asked", "amount", "currency", "state", "arrived", "reference", "problem")


def site_standings() -> list[Standing] | None:
    """What lies where, by currency; None while the provider does not answer, or lets us see the account no more."""
    account = ConnectedAccount.mine()
    if account is None:
        return []
    try:
        return standings(account)
    except (GatewayAway, GatewayRefused):
        return None


def latest_payouts() -> Select[Payout]:
    return select(Payout).order_by(Payout.id.desc())


def transactions_of(payout: Payout) -> list[LedgerTransaction]:
    """Its lines in the books, in the order in which they were written."""
    written = select(LedgerTransaction).where(LedgerTransaction.external_ref.in_(payout.refs))
    entries = selectinload(LedgerTransaction.entries).options(joinedload(LedgerEntry.account))
    return list(db.session.scalars(written.options(entries).order_by(LedgerTransaction.id)))


def row_of(payout: Payout) -> tuple:
    """A line of the file below `COLUMNS`."""
    return (
        payout.id,
        payout.created_at.date(),
        payout.money.decimal,
        payout.currency,
        payout.state,
        payout.settled_at.date() if payout.state == "paid" and payout.settled_at else "",
        payout.gateway_id or "",
        payout.failure_message or "",
    )
