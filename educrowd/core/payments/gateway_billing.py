"""Plans of sites, on the platform's own account, as the provider sees them; amounts in minor units of ours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from .gateway_answers import Card, CardPage
from .gateway_returns import DisputeSeen


@dataclass(frozen=True, slots=True)
class PlanPage:
    """The provider's page where a plan is subscribed to; `subscription` once that was done."""

    session: str
    url: str | None
    subscription: str | None = None
    is_complete: bool = False
    is_expired: bool = False


@dataclass(frozen=True, slots=True)
class SubscriptionSeen:
    """One subscription; `price` is the provider's name of what is paid for each period."""

    id: str
    customer: str
    status: str
    item: str
    price: str
    amount: int
    currency: str
    interval: str
    period_start: datetime
    period_end: datetime
    cancels_at_period_end: bool
    ended_reason: str
    livemode: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class PendingChange:
    """A change that counts once this invoice is paid, on the provider's page."""

    invoice: str
    url: str


@dataclass(frozen=True, slots=True)
class PlanInvoiceSeen:
    """One invoice of a subscription."""

    id: str
    customer: str
    number: str
    status: str
    description: str
    total: int
    due: int
    paid: int
    currency: str
    attempts: int
    next_try_at: datetime | None
    created_at: datetime
    paid_at: datetime | None
    url: str
    pdf_url: str
    livemode: bool


@dataclass(frozen=True, slots=True)
class PlanChargeSeen:
    """What was really taken for an invoice, what it cost the platform, and what went back of it."""

    id: str
    amount: int
    processing_fee: int
    refunded: int
    disputed: bool


class Billing(Protocol):
    """What a gateway can do about the platform's own subscriptions."""

    def create_billing_customer(self, *, email: str, name: str, reference: str, key: str) -> str: ...
    def ensure_price(
        self, *, lookup_key: str, product: str, name: str, amount: int, currency: str, interval: str
    ) -> str: ...
    def open_plan_page(
        self,
        *,
        customer: str,
        price: str,
        reference: str,
        trial_end: datetime | None,
        return_url: str,
        cancel_url: str,
        key: str,
    ) -> PlanPage: ...
    def read_plan_page(self, session: str) -> PlanPage: ...
    def expire_plan_page(self, session: str) -> None: ...
    def list_subscriptions(self, customer: str) -> Iterator[SubscriptionSeen]: ...
    def preview_change(self, subscription: str, *, item: str, price: str) -> int: ...
    def change_subscription(self, subscription: str, *, item: str, price: str, key: str) -> None: ...
    def begin_change(self, subscription: str, *, item: str, price: str, key: str) -> PendingChange | None: ...
    def end_subscription(self, subscription: str, *, at_period_end: bool, key: str) -> None: ...
    def cancel_subscription(self, subscription: str) -> None: ...
    def open_billing_card_page(
        self, *, customer: str, reference: str, currency: str, return_url: str, cancel_url: str, key: str
    ) -> CardPage: ...
    def read_billing_card_page(self, session: str) -> CardPage: ...
    def use_card(self, subscription: str, card: Card, *, key: str) -> None: ...
    def list_plan_invoices(self, customer: str) -> Iterator[PlanInvoiceSeen]: ...
    def read_plan_charge(self, invoice: str) -> PlanChargeSeen | None: ...
    def list_plan_disputes(
        self, *, charge: str | None = None, since: datetime | None = None
    ) -> Iterator[DisputeSeen]: ...
    def pay_plan_invoice(self, invoice: str, *, key: str) -> None: ...
    def give_up_plan_invoice(self, invoice: str) -> None: ...
