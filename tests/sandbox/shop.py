"""A connected account and the calls its platform makes for it."""

from io import BytesIO
from typing import Any

import stripe


class Shop:
    """One connected account: every call goes out in its name."""

    def __init__(self, platform: stripe.StripeClient, origin: str, id: str):
        self.v1: Any = platform.v1
        self.origin = origin
        self.id = id

    def options(self, **more: str) -> Any:
        """Request options that name the account."""
        return {"stripe_account": self.id} | more

    def customer(self, **values) -> stripe.Customer:
        """A new customer."""
        return self.v1.customers.create({"email": "ada@example.com"} | values, self.options())

    def save_card(self, customer: stripe.Customer, card: str = "pm_card_visa") -> stripe.SetupIntent:
        """Save a test card for later."""
        params = {"customer": customer.id, "payment_method": card, "confirm": True}
        return self.v1.setup_intents.create(params, self.options())

    def intent(self, amount: int = 50_00, currency: str = "usd", **values) -> stripe.PaymentIntent:
        """A new PaymentIntent for cards."""
        params = {"amount": amount, "currency": currency, "payment_method_types": ["card"]} | values
        return self.v1.payment_intents.create(params, self.options())

    def pay(self, card: str = "pm_card_visa", amount: int = 50_00, **values) -> stripe.PaymentIntent:
        """Charge a test card."""
        return self.intent(amount, payment_method=card, confirm=True, **values)

    def refund(self, intent: stripe.PaymentIntent, **values) -> stripe.Refund:
        """Refund a payment."""
        return self.v1.refunds.create({"payment_intent": intent.id} | values, self.options())

    def upload_evidence(self, data: bytes, **options: str) -> stripe.File:
        """A file for a bank to read."""
        file = BytesIO(data)
        file.name = "receipt.pdf"
        return self.v1.files.create({"purpose": "dispute_evidence", "file": file}, self.options(**options))

    def available(self, currency: str = "usd") -> int:
        """What the account has, in minor units."""
        balance = self.v1.balance.retrieve({}, self.options())
        return sum(entry.amount for entry in balance.available if entry.currency == currency)

    def event_types(self) -> list[str]:
        """What happened on the account, oldest first."""
        return [event.type for event in reversed(self.v1.events.list({"limit": 100}, self.options()).data)]
