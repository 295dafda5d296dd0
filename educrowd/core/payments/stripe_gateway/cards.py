"""Cards: saved now on Stripe's page, charged later."""

from __future__ import annotations

from typing import Any

from ..gateway import Card, CardPage, GatewayRefused
from .calls import Caller, on, speaking

SETUP_DETAILS = ["setup_intent.payment_method"]


class Cards(Caller):
    """Customers and their cards, on a connected account."""

    def create_customer(self, account: str, *, email: str, key: str) -> str:
        with speaking():
            return self.client.customers.create({"email": email}, on(account, key)).id

    def open_card_page(
        self, account: str, *, customer: str, reference: str, return_url: str, cancel_url: str, currency: str, key: str
    ) -> CardPage:
        params: Any = {
            "mode": "setup",
            "currency": currency.lower(),
            "customer": customer,
            "client_reference_id": reference,
            "success_url": return_url,
            "cancel_url": cancel_url,
            "payment_method_types": ["card"],
            "expand": ["setup_intent"],
        }
        with speaking():
            return card_page(self.client.checkout.sessions.create(params, on(account, key)))

    def read_card_page(self, account: str, session: str) -> CardPage:
        with speaking():
            return card_page(self.client.checkout.sessions.retrieve(session, {"expand": SETUP_DETAILS}, on(account)))

    def save_card(self, account: str, *, customer: str, payment_method: str, key: str) -> Card:
        params: Any = {
            "customer": customer,
            "payment_method": payment_method,
            "payment_method_types": ["card"],
            "usage": "off_session",
            "confirm": True,
            "expand": ["payment_method"],
        }
        with speaking():
            setup = self.client.setup_intents.create(params, on(account, key))
        if setup.status != "succeeded":
            raise GatewayRefused(f"the card asks for more: {setup.status}")
        return card_of(setup)


def card_page(session: Any) -> CardPage:
    setup = session.setup_intent
    is_saved = session.status == "complete" and not isinstance(setup, str)
    return CardPage(
        session=session.id,
        url=session.url,
        client_secret=None if setup is None or isinstance(setup, str) else setup.client_secret,
        card=card_of(setup) if is_saved else None,
        is_expired=session.status == "expired",
    )


def card_of(setup: Any) -> Card:
    method = setup.payment_method
    if isinstance(method, str):
        return Card(setup.customer, method)
    return Card(setup.customer, method.id, method.card.brand, method.card.last4)
