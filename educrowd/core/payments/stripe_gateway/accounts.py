"""Connected accounts: whose charges are made, and what lies there."""

from __future__ import annotations

from typing import Any

from ...currencies import currencies
from ..gateway import AccountState, Funds
from .calls import Caller, speaking, with_key


class Accounts(Caller):
    """The sites' own accounts."""

    def open_account(self, *, name: str, email: str, key: str) -> str:
        params: Any = {
            "type": "standard",
            "email": email,
            "business_profile": {"name": name},
            # Money may be held for milestones, so nothing leaves by itself.
            "settings": {"payouts": {"schedule": {"interval": "manual"}}},
        }
        with speaking():
            return self.client.accounts.create(params, with_key(key)).id

    def read_account(self, account: str) -> AccountState:
        with speaking():
            found = self.client.accounts.retrieve(account)
        return AccountState(
            bool(found.charges_enabled),
            bool(found.payouts_enabled),
            bool(found.details_submitted),
            tuple(found.requirements.currently_due or ()),
            found.requirements.disabled_reason or "",
        )

    def open_onboarding(self, account: str, *, return_url: str, refresh_url: str) -> str:
        """The provider's own page where the site's owner says who is being paid; good for one visit."""
        params: Any = {
            "account": account,
            "type": "account_onboarding",
            "return_url": return_url,
            "refresh_url": refresh_url,
        }
        with speaking():
            return self.client.account_links.create(params).url

    def balance(self, account: str) -> dict[str, int]:
        """Minor units by currency, available and pending together."""
        return {code: funds.available + funds.pending for code, funds in self.funds(account).items()}

    def funds(self, account: str) -> dict[str, Funds]:
        """What lies there, by currency."""
        with speaking():
            found = self.client.balance.retrieve({}, {"stripe_account": account})
        available, pending = _by_currency(found.available), _by_currency(found.pending)
        return {code: Funds(available.get(code, 0), pending.get(code, 0)) for code in {**available, **pending}}


def _by_currency(parts: Any) -> dict[str, int]:
    totals: dict[str, int] = {}
    for part in parts:
        code = part.currency.upper()
        totals[code] = totals.get(code, 0) + currencies()[code].from_provider(part.amount)
    return totals
