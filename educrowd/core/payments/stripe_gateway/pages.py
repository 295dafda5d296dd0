"""Checkout in payment mode: a person pays on Stripe's page, and the charge falls on the connected account."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ...currencies import currencies
from ..gateway import PaymentPageSeen
from .calls import Caller, on, speaking
from .charges import INTENT_DETAILS, intent_of

PAGE_DETAILS = [f"payment_intent.{name}" for name in INTENT_DETAILS]


class Pages(Caller):
    """Pages where something is paid at once."""

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
    ) -> PaymentPageSeen:
        known = currencies()[currency]
        price = {
            "currency": currency.lower(),
            "unit_amount": known.to_provider(amount),
            "product_data": {"name": description},
        }
        intent: dict[str, Any] = {"description": description, "metadata": {"payment": reference}}
        if application_fee:
            intent["application_fee_amount"] = known.to_provider(application_fee)
        params: Any = {
            "mode": "payment",
            "customer": customer,
            "client_reference_id": reference,
            "line_items": [{"price_data": price, "quantity": 1}],
            "payment_intent_data": intent,
            "payment_method_types": ["card"],
            "success_url": return_url,
            "cancel_url": cancel_url,
            "expires_at": int(expires_at.timestamp()),
        }
        with speaking():
            return page_of(self.client.checkout.sessions.create(params, on(account, key)))

    def read_payment_page(self, account: str, session: str) -> PaymentPageSeen:
        with speaking():
            return page_of(self.client.checkout.sessions.retrieve(session, {"expand": PAGE_DETAILS}, on(account)))

    def expire_payment_page(self, account: str, session: str) -> None:
        with speaking():
            self.client.checkout.sessions.expire(session, {}, on(account))


def page_of(session: Any) -> PaymentPageSeen:
    intent = session.payment_intent
    return PaymentPageSeen(
        session=session.id,
        url=session.url,
        intent=None if intent is None or isinstance(intent, str) else intent_of(intent),
        is_complete=session.status == "complete",
        is_expired=session.status == "expired",
    )
