"""Payouts: from a connected account's balance to its bank, and the lines of that balance."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from ...currencies import currencies
from ..gateway import Failure, Movement, Transfer
from .calls import Caller, moment, on, speaking

PAYOUT_DETAILS = ["balance_transaction", "failure_balance_transaction"]


class Payouts(Caller):
    """Manual payouts, on a connected account."""

    def create_payout(
        self, account: str, *, amount: int, currency: str, description: str, reference: str, key: str
    ) -> str:
        params: Any = {
            "amount": currencies()[currency].to_provider(amount),
            "currency": currency.lower(),
            "description": description,
            "metadata": {"payout": reference},
        }
        with speaking():
            return self.client.payouts.create(params, on(account, key)).id

    def read_payout(self, account: str, payout: str) -> Transfer:
        with speaking():
            return transfer_of(self.client.payouts.retrieve(payout, {"expand": PAYOUT_DETAILS}, on(account)))

    def list_payouts(self, account: str, *, since: datetime) -> Iterator[Transfer]:
        expand = [f"data.{field}" for field in PAYOUT_DETAILS]
        params: Any = {"limit": 100, "created": {"gte": int(since.timestamp())}, "expand": expand}
        with speaking():
            for found in self.client.payouts.list(params, on(account)).auto_paging_iter():
                yield transfer_of(found)

    def list_movements(self, account: str, *, since: datetime, until: datetime) -> Iterator[Movement]:
        created = {"gte": int(since.timestamp()), "lt": int(until.timestamp())}
        params: Any = {"limit": 100, "created": created}
        with speaking():
            for found in self.client.balance_transactions.list(params, on(account)).auto_paging_iter():
                yield movement_of(found)


def transfer_of(found: Any) -> Transfer:
    code = found.currency.upper()
    known = currencies()[code]
    moves = (found.balance_transaction, found.failure_balance_transaction)
    failed = found.failure_code or found.failure_message
    return Transfer(
        id=found.id,
        status=found.status,
        amount=known.from_provider(found.amount),
        currency=code,
        reference=getattr(found.metadata, "payout", ""),
        livemode=bool(found.livemode),
        moved=-known.from_provider(sum(move.net for move in moves if move is not None)),
        arrives_at=moment(found.arrival_date) if found.arrival_date else None,
        failure=Failure(found.failure_code or "failed", found.failure_message or "") if failed else None,
    )


def movement_of(found: Any) -> Movement:
    code = found.currency.upper()
    return Movement(
        id=found.id,
        kind=found.type,
        source=found.source if isinstance(found.source, str) else "",
        net=currencies()[code].from_provider(found.net),
        currency=code,
    )
