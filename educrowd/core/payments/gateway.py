"""What we ask of a payment provider: a handful of verbs, in our words. One adapter speaks Stripe's."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any, Protocol

from flask import current_app

from .gateway_answers import (
    AccountState,
    Card,
    CardPage,
    Failure,
    Funds,
    Intent,
    Movement,
    PaymentPageSeen,
    Transfer,
)
from .gateway_billing import Billing
from .gateway_errors import BadSignature, GatewayAway, GatewayRefused
from .gateway_returns import Returns

__all__ = [
    "AccountState",
    "BadSignature",
    "Card",
    "CardPage",
    "Failure",
    "Funds",
    "GatewayAway",
    "GatewayRefused",
    "Intent",
    "Movement",
    "PaymentGateway",
    "PaymentPageSeen",
    "Transfer",
    "gateway",
]


class PaymentGateway(Billing, Returns, Protocol):
    """Every verb names the connected account it acts on; verbs that make something take a key."""

    def open_account(self, *, name: str, email: str, key: str) -> str: ...
    def read_account(self, account: str) -> AccountState: ...
    def create_customer(self, account: str, *, email: str, key: str) -> str: ...
    def open_card_page(
        self, account: str, *, customer: str, reference: str, return_url: str, cancel_url: str, currency: str, key: str
    ) -> CardPage: ...
    def read_card_page(self, account: str, session: str) -> CardPage: ...
    def save_card(self, account: str, *, customer: str, payment_method: str, key: str) -> Card: ...
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
    ) -> str: ...
    def confirm_intent(self, account: str, intent: str, *, payment_method: str, key: str) -> Intent | None: ...
    def confirm_in_person(
        self, account: str, intent: str, *, payment_method: str, return_url: str, key: str
    ) -> str | None: ...
    def read_intent(self, account: str, intent: str) -> Intent: ...
    def cancel_intent(self, account: str, intent: str) -> None: ...
    def list_intents(self, account: str, *, since: datetime) -> Iterator[Intent]: ...
    def balance(self, account: str) -> dict[str, int]: ...
    def open_onboarding(self, account: str, *, return_url: str, refresh_url: str) -> str: ...
    def funds(self, account: str) -> dict[str, Funds]: ...
    def create_payout(
        self, account: str, *, amount: int, currency: str, description: str, reference: str, key: str
    ) -> str: ...
    def read_payout(self, account: str, payout: str) -> Transfer: ...
    def list_payouts(self, account: str, *, since: datetime) -> Iterator[Transfer]: ...
    def list_movements(self, account: str, *, since: datetime, until: datetime) -> Iterator[Movement]: ...
    def open_payment_page(
        self,
        account: str,
        *,
        amount: int,
        currency: str,
        application_fee: int,
        customer: str,
        description: str,
        reference: str,
        return_url: str,
        cancel_url: str,
        expires_at: datetime,
        key: str,
    ) -> PaymentPageSeen: ...
    def read_payment_page(self, account: str, session: str) -> PaymentPageSeen: ...
    def expire_payment_page(self, account: str, session: str) -> None: ...
    def list_events(
        self, account: str | None, *, since: datetime, types: Collection[str]
    ) -> Iterator[dict[str, Any]]: ...
    def read_event(self, raw: bytes, signature: str) -> dict[str, Any]: ...


def gateway() -> PaymentGateway:
    """The application's gateway, made at its first use: the library takes half a second to import."""
    made = current_app.extensions.get("payment_gateway")
    if made is None:
        from .stripe_gateway import StripeGateway

        made = current_app.extensions["payment_gateway"] = StripeGateway.from_config(current_app.config)
    return made
