"""Connected accounts: whose charges are made, and what lies there."""

from __future__ import annotations

from typing import Any

from ...currencies import currencies
from ..gateway import AccountState
from .calls import Caller, speaking


class Accounts(Caller):
    """The sites' own accounts."""

    def open_account(self, *, name: str, email: str, key: str) -> str:
        params: Any = {"type": "standard", "email": email, "business_profile": {"name": name}}
        with speaking():
            return self.client.accounts.create(params, {"idempotency_key": key}).id

    def read_account(self, account: str) -> AccountState:
        with speaking():
            found = self.client.accounts.retrieve(account)
        return AccountState(bool(found.charges_enabled), bool(found.payouts_enabled), bool(found.details_submitted))

    def balance(self, account: str) -> dict[str, int]:
        """Minor units by currency, available and pending together."""
        with speaking():
            found = self.client.balance.retrieve({}, {"stripe_account": account})
        totals: dict[str, int] = {}
        for part in (*found.available, *found.pending):
            code = part.currency.upper()
            totals[code] = totals.get(code, 0) + currencies()[code].from_provider(part.amount)
        return totals
