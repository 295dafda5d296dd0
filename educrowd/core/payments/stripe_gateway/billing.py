"""Plans as Stripe's subscriptions on the platform's own account: no call here names a connected account."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from ...currencies import currencies
from ..gateway import Card, CardPage
from ..gateway_billing import PendingChange, PlanPage, SubscriptionSeen
from .calls import Caller, moment, speaking, with_key
from .cards import SETUP_DETAILS, card_page


class Billing(Caller):
    """Customers, prices and subscriptions of the platform."""

    def create_billing_customer(self, *, email: str, name: str, reference: str, key: str) -> str:
        params: Any = {"email": email, "name": name, "metadata": {"site": reference}}
        with speaking():
            return self.client.customers.create(params, with_key(key)).id

    def ensure_price(
        self, *, lookup_key: str, product: str, name: str, amount: int, currency: str, interval: str
    ) -> str:
        """The price with this key, made together with its product where there is none yet."""
        with speaking():
            known = self.client.prices.list({"lookup_keys": [lookup_key], "active": True, "limit": 1}).data
            if known:
                return known[0].id
            params: Any = {
                "lookup_key": lookup_key,
                "currency": currency.lower(),
                "unit_amount": currencies()[currency].to_provider(amount),
                "recurring": {"interval": interval},
                "product_data": {"name": name, "metadata": {"plan": product}},
            }
            return self.client.prices.create(params, with_key(f"price:{lookup_key}")).id

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
    ) -> PlanPage:
        trial = {"trial_end": int(trial_end.timestamp())} if trial_end else {}
        params: Any = {
            "mode": "subscription",
            "customer": customer,
            "client_reference_id": reference,
            "line_items": [{"price": price, "quantity": 1}],
            "subscription_data": {"metadata": {"request": reference}, **trial},
            "payment_method_types": ["card"],
            "success_url": return_url,
            "cancel_url": cancel_url,
        }
        with speaking():
            return plan_page(self.client.checkout.sessions.create(params, with_key(key)))

    def read_plan_page(self, session: str) -> PlanPage:
        with speaking():
            return plan_page(self.client.checkout.sessions.retrieve(session))

    def expire_plan_page(self, session: str) -> None:
        with speaking():
            self.client.checkout.sessions.expire(session)

    def list_subscriptions(self, customer: str) -> Iterator[SubscriptionSeen]:
        """All that this customer ever had, the latest first."""
        params: Any = {"customer": customer, "status": "all", "limit": 100}
        with speaking():
            for found in self.client.subscriptions.list(params).auto_paging_iter():
                yield subscription_seen(found)

    def preview_change(self, subscription: str, *, item: str, price: str) -> int:
        """What another price would cost at once; less than nothing is a credit for later."""
        details = {"items": [{"id": item, "price": price}], "proration_behavior": "always_invoice"}
        params: Any = {"subscription": subscription, "subscription_details": details}
        with speaking():
            found = self.client.invoices.create_preview(params)
        return currencies()[found.currency.upper()].from_provider(found.total)

    def change_subscription(self, subscription: str, *, item: str, price: str, key: str) -> None:
        """Another price from now on; refused as a whole where the card does not pay the difference."""
        params: Any = {
            "items": [{"id": item, "price": price}],
            "proration_behavior": "always_invoice",
            "payment_behavior": "error_if_incomplete",
            "cancel_at_period_end": False,
        }
        with speaking():
            self.client.subscriptions.update(subscription, params, with_key(key))

    def begin_change(self, subscription: str, *, item: str, price: str, key: str) -> PendingChange | None:
        """Another price once its difference is paid on the invoice's page; None where the card has paid it."""
        params: Any = {
            "items": [{"id": item, "price": price}],
            "proration_behavior": "always_invoice",
            "payment_behavior": "pending_if_incomplete",
            "cancel_at_period_end": False,
            "expand": ["latest_invoice"],
        }
        with speaking():
            found = self.client.subscriptions.update(subscription, params, with_key(key))
        if found.pending_update is None:
            return None
        return PendingChange(found.latest_invoice.id, found.latest_invoice.hosted_invoice_url)

    def end_subscription(self, subscription: str, *, at_period_end: bool, key: str) -> None:
        params: Any = {"cancel_at_period_end": at_period_end}
        with speaking():
            self.client.subscriptions.update(subscription, params, with_key(key))

    def cancel_subscription(self, subscription: str) -> None:
        with speaking():
            self.client.subscriptions.cancel(subscription)

    def open_billing_card_page(
        self, *, customer: str, reference: str, currency: str, return_url: str, cancel_url: str, key: str
    ) -> CardPage:
        params: Any = {
            "mode": "setup",
            "currency": currency.lower(),
            "customer": customer,
            "client_reference_id": reference,
            "success_url": return_url,
            "cancel_url": cancel_url,
            "payment_method_types": ["card"],
        }
        with speaking():
            return card_page(self.client.checkout.sessions.create(params, with_key(key)))

    def read_billing_card_page(self, session: str) -> CardPage:
        with speaking():
            return card_page(self.client.checkout.sessions.retrieve(session, {"expand": SETUP_DETAILS}))

    def use_card(self, subscription: str, card: Card, *, key: str) -> None:
        with speaking():
            self.client.subscriptions.update(
                subscription, {"default_payment_method": card.payment_method}, with_key(key)
            )


def plan_page(session: Any) -> PlanPage:
    return PlanPage(
        session=session.id,
        url=session.url,
        subscription=session.subscription,
        is_complete=session.status == "complete",
        is_expired=session.status == "expired",
    )


def subscription_seen(found: Any) -> SubscriptionSeen:
    item = found["items"].data[0]
    code = item.price.currency.upper()
    return SubscriptionSeen(
        id=found.id,
        customer=found.customer,
        status=found.status,
        item=item.id,
        price=item.price.id,
        amount=currencies()[code].from_provider(item.price.unit_amount * item.quantity),
        currency=code,
        interval=item.price.recurring.interval,
        period_start=moment(item.current_period_start),
        period_end=moment(item.current_period_end),
        cancels_at_period_end=bool(found.cancel_at_period_end),
        ended_reason=(found.cancellation_details.reason or "") if found.ended_at else "",
        livemode=bool(found.livemode),
        created_at=moment(found.created),
    )
