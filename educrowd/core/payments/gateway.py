"""What we ask of a payment provider: a handful of verbs, in our words. One adapter speaks Stripe's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from flask import current_app

from ..errors import Unavailable
from .gateway_returns import Returns


class GatewayAway(Unavailable):
    """No answer, 429 or 5xx: nobody knows whether it was done, so ask again with the same key."""

    def __init__(self, message: str = "The payment provider does not answer. Try again in a moment."):
        super().__init__(message)


class GatewayRefused(Exception):
    """The provider understood and said no: a defect of ours or a wrong object, never a decline."""


class BadSignature(Exception):
    """An event that the provider did not sign, or signed too long ago."""


@dataclass(frozen=True, slots=True)
class AccountState:
    """What a connected account may do at this moment."""

    charges_enabled: bool
    payouts_enabled: bool
    details_submitted: bool
    requirements: tuple[str, ...] = ()
    disabled_reason: str = ""


@dataclass(frozen=True, slots=True)
class Funds:
    """What lies on an account in one currency: ready to be paid out, and still on its way in."""

    available: int
    pending: int


@dataclass(frozen=True, slots=True)
class Transfer:
    """A payout as the provider sees it; `moved` is what it has really taken off the balance."""

    id: str
    status: str
    amount: int
    currency: str
    reference: str
    livemode: bool
    moved: int
    arrives_at: datetime | None = None
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class Movement:
    """One line of an account's balance: what it was for, and how much came or went."""

    id: str
    kind: str
    source: str
    net: int
    currency: str


@dataclass(frozen=True, slots=True)
class Card:
    """A saved card: the provider's name for it and what a person may see."""

    customer: str
    payment_method: str
    brand: str = ""
    last4: str = ""


@dataclass(frozen=True, slots=True)
class CardPage:
    """The provider's own page where a person types a card; `card` once that was done."""

    session: str
    url: str | None
    client_secret: str | None = None
    card: Card | None = None
    is_expired: bool = False


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a charge did not go through; `code` is the decline code where there is one."""

    code: str
    message: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Intent:
    """A charge as the provider sees it; amounts in minor units of ours."""

    id: str
    status: str
    amount: int
    currency: str
    reference: str
    livemode: bool
    charge: str | None = None
    processing_fee: int = 0
    application_fee: int = 0
    failure: Failure | None = None
    action_url: str | None = None


@dataclass(frozen=True, slots=True)
class PaymentPageSeen:
    """The provider's page where something is paid at once; `intent` once somebody has tried to."""

    session: str
    url: str | None
    intent: Intent | None = None
    is_complete: bool = False
    is_expired: bool = False


class PaymentGateway(Returns, Protocol):
    """Every verb names the connected account it acts on; verbs that make something take a key."""

    def open_account(self, *, name: str, email: str, key: str) -> str: ...
    def read_account(self, account: str) -> AccountState: ...
    def create_customer(self, account: str, *, email: str, name: str, key: str) -> str: ...
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
    def list_events(self, account: str | None, *, since: datetime) -> Iterator[dict[str, Any]]: ...
    def read_event(self, raw: bytes, signature: str) -> dict[str, Any]: ...


def gateway() -> PaymentGateway:
    """The application's gateway, made at its first use: the library takes half a second to import."""
    made = current_app.extensions.get("payment_gateway")
    if made is None:
        from .stripe_gateway import StripeGateway

        made = current_app.extensions["payment_gateway"] = StripeGateway.from_config(current_app.config)
    return made
