"""A history in which every kind of object comes about, read back as JSON."""

from collections import defaultdict
from typing import Any

import requests
import stripe

from tests.sandbox.browser import Browser
from tests.sandbox.conftest import VERIFIED, client_of
from tests.sandbox.shop import Shop

LISTS = (
    "accounts",
    "application_fees",
    "balance_transactions",
    "charges",
    "checkout/sessions",
    "customers",
    "disputes",
    "events",
    "files",
    "invoice_payments",
    "invoices",
    "payment_intents",
    "payment_methods",
    "payouts",
    "prices",
    "products",
    "refunds",
    "setup_intents",
    "subscriptions",
    "transfers",
    "webhook_endpoints",
)


def live_through(origin: str) -> dict[str, list[dict]]:
    """Do everything, then collect every object of the platform and of one connected account."""
    platform: Any = client_of(origin)
    shop = Shop(platform, origin, platform.v1.accounts.create(VERIFIED).id)
    platform.v1.accounts.create({"type": "express", "email": "new@example.com"})
    for tell in (_cards, _payments, _money, _plans, _checkout):
        tell(shop)
    _on_the_platform(platform, shop)
    requests.post(f"{origin}/_sandbox/clock", json={"advance_seconds": 1}, timeout=10).raise_for_status()
    found: dict[str, list[dict]] = defaultdict(list)
    for account in (None, shop.id):
        for path in ("account", "balance", *LISTS):
            _collect(_get(origin, path, account), found)
    _collect(_get(origin, _first_session_lines(found), shop.id), found)
    link = {
        "account": shop.id,
        "type": "account_onboarding",
        "return_url": "https://a.example",
        "refresh_url": "https://b.example",
    }
    found["account_link"].append(platform.v1.account_links.create(link).last_response.data)
    return found


def _cards(shop: Shop) -> None:
    ada = shop.customer(name="Ada", address={"city": "Bern"})
    shop.save_card(ada)
    shop.save_card(ada, "pm_card_authenticationRequired")
    _refused(lambda: shop.save_card(ada, "pm_card_chargeDeclined"))
    method = shop.v1.payment_methods.create({"type": "card", "card": {"token": "tok_visa"}}, shop.options())
    shop.v1.payment_methods.attach(method.id, {"customer": ada.id}, shop.options())


def _payments(shop: Shop) -> None:
    shop.pay(amount=500_00, application_fee_amount=5_00, metadata={"pledge": "1"})
    shop.pay("pm_card_threeDSecure2Required", return_url="https://shop.example")
    shop.pay("pm_card_visa", capture_method="manual")
    shop.intent(automatic_payment_methods={"enabled": True, "allow_redirects": "never"}, payment_method_types=[])
    _refused(lambda: shop.pay("pm_card_chargeDeclined"))
    _refused(lambda: shop.pay("pm_card_authenticationRequired", off_session=True))
    canceled = shop.intent()
    shop.v1.payment_intents.cancel(canceled.id, {}, shop.options())


def _money(shop: Shop) -> None:
    intent = shop.pay(amount=100_00, application_fee_amount=5_00)
    shop.refund(intent, amount=10_00, refund_application_fee=True, reason="requested_by_customer")
    shop.refund(shop.pay("pm_card_pendingRefund"))
    shop.refund(shop.pay("pm_card_refundFail"))
    for card in ("pm_card_createDispute", "pm_card_createDisputeInquiry"):
        shop.pay(card)
    shop.upload_evidence(b"%PDF-1.7")
    for amount in (10_00, 20_00):
        shop.v1.payouts.create({"amount": amount, "currency": "usd"}, shop.options())


def _plans(shop: Shop) -> None:
    ada = shop.customer(name="Ada")
    price = {
        "currency": "usd",
        "unit_amount": 9_00,
        "recurring": {"interval": "month"},
        "product_data": {"name": "Plan"},
    }
    plan = shop.v1.prices.create(price, shop.options())
    for more in (
        {"default_payment_method": "pm_card_visa"},
        {"payment_behavior": "default_incomplete"},
        {"trial_period_days": 3},
    ):
        params = {"customer": ada.id, "items": [{"price": plan.id}]} | more
        shop.v1.subscriptions.create(params, shop.options())
    dearer = shop.v1.prices.create(price | {"unit_amount": 12_00}, shop.options())
    asking = shop.v1.payment_methods.attach("pm_card_authenticationRequired", {"customer": ada.id}, shop.options())
    paying = {"customer": ada.id, "items": [{"price": plan.id}], "default_payment_method": "pm_card_visa"}
    begun = shop.v1.subscriptions.create(paying, shop.options())
    shop.v1.subscriptions.update(begun.id, {"default_payment_method": asking.id}, shop.options())
    change = {"items": [{"id": begun["items"].data[0].id, "price": dearer.id}], "proration_behavior": "always_invoice"}
    shop.v1.subscriptions.update(begun.id, change | {"payment_behavior": "pending_if_incomplete"}, shop.options())


def _checkout(shop: Shop) -> None:
    price = {"currency": "usd", "unit_amount": 7_00, "product_data": {"name": "Course"}}
    urls = {"success_url": "https://shop.example/thanks", "cancel_url": "https://shop.example"}
    buying = {"mode": "payment", "line_items": [{"price_data": price}]} | urls
    for params in ({"mode": "setup"} | urls, buying, buying):
        session = shop.v1.checkout.sessions.create(params, shop.options())
        Browser(shop.origin).open(session.url).pay("4242424242424242")
    shop.v1.checkout.sessions.create({"mode": "setup"} | urls, shop.options())


def _on_the_platform(platform, shop: Shop) -> None:
    paid = {"amount": 50_00, "currency": "usd", "payment_method_types": ["card"], "payment_method": "pm_card_visa"}
    platform.v1.payment_intents.create(paid | {"confirm": True})
    transfer = platform.v1.transfers.create({"amount": 10_00, "currency": "usd", "destination": shop.id})
    platform.v1.transfers.reversals.create(transfer.id, {"amount": 1_00})
    platform.v1.webhook_endpoints.create({"url": "http://127.0.0.1:9/none", "enabled_events": ["no.such.event"]})


def _refused(call) -> None:
    try:
        call()
    except stripe.CardError:
        return
    raise AssertionError("this card should have been refused")


def _get(origin: str, path: str, account: str | None) -> dict:
    headers = {"Authorization": "Bearer sk_test_123"} | ({"Stripe-Account": account} if account else {})
    params: dict[str, Any] = {"limit": 100} if path in LISTS else {}
    if path == "subscriptions":
        params["status"] = "all"
    answer = requests.get(f"{origin}/v1/{path}", params, headers=headers, timeout=10)
    answer.raise_for_status()
    return answer.json()


def _first_session_lines(found: dict[str, list[dict]]) -> str:
    paid = next(session for session in found["checkout.session"] if session["mode"] == "payment")
    return f"checkout/sessions/{paid['id']}/line_items"


def _collect(value: object, found: dict[str, list[dict]]) -> None:
    """Add every object inside a JSON value."""
    if isinstance(value, dict):
        kind = value.get("object")
        if isinstance(kind, str) and kind != "list":
            found[kind].append(value)
        for name, inner in value.items():
            if name != "metadata":
                _collect(inner, found)
    if isinstance(value, list):
        for inner in value:
            _collect(inner, found)
