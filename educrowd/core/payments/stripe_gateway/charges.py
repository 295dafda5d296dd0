"""Charges: direct ones on a connected account, with an application fee for the platform."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import stripe

from ...currencies import currencies
from ..gateway import Failure, Intent
from .calls import Caller, on, speaking

INTENT_DETAILS = ["latest_charge.balance_transaction"]


class Charges(Caller):
    """Payment intents, from the first step to the last."""

    def create_intent(
        self,
        account: str,
        *,
        amount: int,
        currency: str,
        application_fee: int,
        customer: str,
        payment_method: str,
        description: str,
        reference: str,
        key: str,
    ) -> str:
        known = currencies()[currency]
        params: Any = {
            "amount": known.to_provider(amount),
            "currency": currency.lower(),
            "customer": customer,
            "payment_method": payment_method,
            "payment_method_types": ["card"],
            "description": description,
            "metadata": {"payment": reference},
        }
        if application_fee:
            params["application_fee_amount"] = known.to_provider(application_fee)
        with speaking():
            return self.client.payment_intents.create(params, on(account, key)).id

    def confirm_intent(self, account: str, intent: str, *, payment_method: str, key: str) -> Intent | None:
        """Charge; a decline is an answer, not an error, and None: read the intent to learn more."""
        params: Any = {"off_session": True, "payment_method": payment_method, "expand": INTENT_DETAILS}
        with speaking():
            try:
                return intent_of(self.client.payment_intents.confirm(intent, params, on(account, key)))
            except stripe.CardError:
                return None

    def confirm_in_person(
        self, account: str, intent: str, *, payment_method: str, return_url: str, key: str
    ) -> str | None:
        """Charge while the person is there; answers where the bank wants to ask them, if it does."""
        params: Any = {"payment_method": payment_method, "return_url": return_url, "off_session": False}
        with speaking():
            try:
                return action_url_of(self.client.payment_intents.confirm(intent, params, on(account, key)))
            except stripe.CardError:
                return None

    def read_intent(self, account: str, intent: str) -> Intent:
        with speaking():
            return intent_of(self.client.payment_intents.retrieve(intent, {"expand": INTENT_DETAILS}, on(account)))

    def cancel_intent(self, account: str, intent: str) -> None:
        with speaking():
            self.client.payment_intents.cancel(intent, {}, on(account))

    def list_intents(self, account: str, *, since: datetime) -> Iterator[Intent]:
        params: Any = {"limit": 100, "created": {"gte": int(since.timestamp())}}
        with speaking():
            for found in self.client.payment_intents.list(params, on(account)).auto_paging_iter():
                yield intent_of(found)


def intent_of(found: Any) -> Intent:
    code = found.currency.upper()
    known = currencies()[code]
    charge = found.latest_charge
    balance = getattr(charge, "balance_transaction", None)
    fees = [] if balance is None or isinstance(balance, str) else balance.fee_details
    return Intent(
        id=found.id,
        status=found.status,
        amount=known.from_provider(found.amount),
        currency=code,
        reference=getattr(found.metadata, "payment", ""),
        livemode=bool(found.livemode),
        charge=charge if isinstance(charge, str) or charge is None else charge.id,
        processing_fee=known.from_provider(sum(fee.amount for fee in fees if fee.type != "application_fee")),
        application_fee=known.from_provider(sum(fee.amount for fee in fees if fee.type == "application_fee")),
        failure=failure_of(found.last_payment_error),
        action_url=action_url_of(found),
    )


def action_url_of(found: Any) -> str | None:
    redirect = getattr(found.next_action, "redirect_to_url", None)
    return redirect.url if redirect else None


def failure_of(error: Any) -> Failure | None:
    if error is None:
        return None
    code = getattr(error, "decline_code", None) or getattr(error, "code", None) or "unknown"
    return Failure(code, getattr(error, "message", None) or "", getattr(error, "advice_code", None) or "")
