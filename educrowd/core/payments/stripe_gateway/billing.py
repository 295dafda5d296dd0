"""Plans as Stripe's subscriptions on the platform's own account: no call here names a connected account."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from ...currencies import currencies
from ..gateway import Card, CardPage
from ..gateway_billing import PlanChargeSeen, PlanInvoiceSeen, PlanPage, SubscriptionSeen
from .calls import Caller, speaking
from .cards import SETUP_DETAILS, card_page

INVOICE_CHARGE = ["payments.data.payment.payment_intent"]
CHARGE_FEES = ["latest_charge.balance_transaction"]


class Billing(Caller):
    """Customers, prices, subscriptions and invoices of the platform."""

    def create_billing_customer(self, *, email: str, name: str, reference: str, key: str) -> str:
        params: Any = {"email": email, "name": name, "metadata": {"site": reference}}
        with speaking():
            return self.client.customers.create(params, _with(key)).id

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
            return self.client.prices.create(params, _with(f"price:{lookup_key}")).id

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
            return plan_page(self.client.checkout.sessions.create(params, _with(key)))

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
            self.client.subscriptions.update(subscription, params, _with(key))

    def end_subscription(self, subscription: str, *, at_period_end: bool, key: str) -> None:
        params: Any = {"cancel_at_period_end": at_period_end}
        with speaking():
            self.client.subscriptions.update(subscription, params, _with(key))

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
            return card_page(self.client.checkout.sessions.create(params, _with(key)))

    def read_billing_card_page(self, session: str) -> CardPage:
        with speaking():
            return card_page(self.client.checkout.sessions.retrieve(session, {"expand": SETUP_DETAILS}))

    def use_card(self, subscription: str, card: Card, *, key: str) -> None:
        with speaking():
            self.client.subscriptions.update(subscription, {"default_payment_method": card.payment_method}, _with(key))

    def list_plan_invoices(self, customer: str) -> Iterator[PlanInvoiceSeen]:
        with speaking():
            for found in self.client.invoices.list({"customer": customer, "limit": 100}).auto_paging_iter():
                yield invoice_seen(found)

    def read_plan_charge(self, invoice: str) -> PlanChargeSeen | None:
        """The charge behind a paid invoice; None where a credit has paid it."""
        with speaking():
            found = self.client.invoices.retrieve(invoice, {"expand": INVOICE_CHARGE})
            intents = [each.payment.payment_intent for each in found.payments.data if each.status == "paid"]
            if not intents:
                return None
            return charge_seen(self.client.payment_intents.retrieve(intents[0].id, {"expand": CHARGE_FEES}))

    def pay_plan_invoice(self, invoice: str, *, key: str) -> None:
        """Try the subscription's card now; a decline is GatewayRefused with words for the person."""
        with speaking():
            self.client.invoices.pay(invoice, {}, _with(key))


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
        period_start=_moment(item.current_period_start),
        period_end=_moment(item.current_period_end),
        cancels_at_period_end=bool(found.cancel_at_period_end),
        ended_reason=(found.cancellation_details.reason or "") if found.ended_at else "",
        livemode=bool(found.livemode),
        created_at=_moment(found.created),
    )


def invoice_seen(found: Any) -> PlanInvoiceSeen:
    code = found.currency.upper()
    known = currencies()[code]
    lines = found.lines.data
    return PlanInvoiceSeen(
        id=found.id,
        customer=found.customer,
        number=found.number or "",
        status=found.status,
        description=lines[-1].description or "" if lines else "",
        total=known.from_provider(found.total),
        due=known.from_provider(found.amount_due),
        paid=known.from_provider(found.amount_paid),
        currency=code,
        attempts=found.attempt_count,
        next_try_at=_moment(found.next_payment_attempt) if found.next_payment_attempt else None,
        created_at=_moment(found.created),
        paid_at=_moment(found.status_transitions.paid_at) if found.status_transitions.paid_at else None,
        url=found.hosted_invoice_url or "",
        pdf_url=found.invoice_pdf or "",
        livemode=bool(found.livemode),
    )


def charge_seen(intent: Any) -> PlanChargeSeen | None:
    charge = intent.latest_charge
    if charge is None:
        return None
    known = currencies()[charge.currency.upper()]
    return PlanChargeSeen(
        id=charge.id,
        amount=known.from_provider(charge.amount),
        processing_fee=known.from_provider(charge.balance_transaction.fee),
        refunded=known.from_provider(charge.amount_refunded),
    )


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _with(key: str) -> Any:
    return {"idempotency_key": key}
