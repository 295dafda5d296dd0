"""What of a site's money can be paid out: what lies at the provider, less what is promised to wait."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from .. import ledger
from ..db import db
from ..money import Money
from .connected_account import ConnectedAccount
from .gateway import Funds, gateway
from .payout import Payout

HELD = "project_funds:"
ACCOUNTS = {"psp_balance": "balance", "dispute_hold": "disputed", "payout_transit": "in_transit"}


@dataclass(frozen=True, slots=True)
class Standing:
    """One currency's money: available and pending as the provider tells, the rest as the books do."""

    currency: str
    available: int
    pending: int
    held: int
    disputed: int
    on_the_way: int
    releasable: int

    def money(self, name: str) -> Money:
        return Money(getattr(self, name), self.currency)


@dataclass(slots=True)
class Booked:
    """What the books say of one currency."""

    balance: int = 0
    held: int = 0
    disputed: int = 0
    in_transit: int = 0

    def add(self, code: str, amount: int) -> None:
        if code.startswith(HELD):
            self.held += max(0, -amount)
        elif code in ACCOUNTS:
            setattr(self, ACCOUNTS[code], amount)


def standings(account: ConnectedAccount) -> list[Standing]:
    """Each currency in which the account has, or the books know, any money."""
    funds, booked, asked = gateway().funds(account.gateway_id), _booked(), _asked()
    return [
        _standing(code, funds.get(code, Funds(0, 0)), booked.get(code, Booked()), asked.get(code, 0))
        for code in sorted({*funds, *booked})
    ]


def releasable(currency: str) -> int:
    """By the books: the provider's balance less what projects hold and payouts have asked for.

    What is held is held whole, fees included, so that every backer of it could be given all of it back.
    Call it with the account's row locked: two payouts at once must not both count on the same money.
    """
    return _free(_booked().get(currency, Booked()), _asked().get(currency, 0))


def _standing(currency: str, funds: Funds, booked: Booked, asked: int) -> Standing:
    return Standing(
        currency=currency,
        available=funds.available,
        pending=funds.pending,
        held=booked.held,
        disputed=booked.disputed,
        on_the_way=booked.in_transit + asked,
        releasable=max(0, min(funds.available - asked, _free(booked, asked))),
    )


def _free(booked: Booked, asked: int) -> int:
    return max(0, booked.balance - booked.held - asked)


def _booked() -> dict[str, Booked]:
    found: dict[str, Booked] = {}
    for code, currency, amount in ledger.balances():
        found.setdefault(currency, Booked()).add(code, amount)
    return found


def _asked() -> dict[str, int]:
    """Payouts that we have written down and the provider has perhaps not made yet."""
    waiting = select(Payout.currency, func.sum(Payout.amount)).where(Payout.state == "created")
    return {currency: int(amount) for currency, amount in db.session.execute(waiting.group_by(Payout.currency))}
