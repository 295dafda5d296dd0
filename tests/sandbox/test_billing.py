"""Plans: subscribed to through Checkout or the API, renewed, changed, past due, ended.

The clock of a sandbox is one for all its objects, so these tests have a sandbox of their own.
"""

from typing import Any

import pytest
import requests
import stripe

from tests.sandbox.browser import Browser
from tests.sandbox.conftest import client_of

DAY = 86_400
MONTH = 31 * DAY


@pytest.fixture(scope="module")
def bank(start) -> str:
    """The address of a sandbox whose clock may be moved."""
    return start(SANDBOX_LATER_SECONDS="0")


@pytest.fixture(scope="module")
def v1(bank) -> Any:
    return client_of(bank).v1


@pytest.fixture
def ada(v1):
    return v1.customers.create({"email": "ada@example.com", "name": "Ada"})


@pytest.fixture
def plan(v1):
    """A price of 20 dollars a month."""
    return monthly(v1, 20_00)


def monthly(v1, amount, interval="month"):
    product = {"name": "Plan"}
    return v1.prices.create(
        {"currency": "usd", "unit_amount": amount, "recurring": {"interval": interval}, "product_data": product}
    )


def subscribe(v1, customer, plan, card="pm_card_visa", **values):
    params = {"customer": customer.id, "items": [{"price": plan.id}], "default_payment_method": card}
    return v1.subscriptions.create(params | values)


def pass_time(bank, seconds):
    requests.post(f"{bank}/_sandbox/clock", json={"advance_seconds": seconds}, timeout=10).raise_for_status()


def pass_period(v1, bank, subscription):
    """To the end of its period and not a day more, however long the month."""
    end = v1.subscriptions.retrieve(subscription.id)["items"].data[0].current_period_end
    pass_time(bank, end + 1 - requests.get(f"{bank}/_sandbox/health", timeout=10).json()["now"])


def invoices(v1, subscription):
    """The reason, status and total of each invoice, oldest first."""
    listed = v1.invoices.list({"subscription": subscription.id}).data
    return [(invoice.billing_reason, invoice.status, invoice.total) for invoice in reversed(listed)]


def test_a_subscription_is_paid_and_renewed(v1, bank, ada, plan):
    subscription = subscribe(v1, ada, plan)
    assert subscription.status == "active"
    pass_time(bank, MONTH)
    assert invoices(v1, subscription) == [("subscription_create", "paid", 20_00), ("subscription_cycle", "paid", 20_00)]
    renewed = v1.subscriptions.retrieve(subscription.id)
    assert renewed["items"].data[0].current_period_start == subscription["items"].data[0].current_period_end


def test_an_invoice_names_its_payment(v1, ada, plan):
    subscription = subscribe(v1, ada, plan)
    invoice = v1.invoices.retrieve(subscription.latest_invoice, {"expand": ["payments.data.payment.payment_intent"]})
    assert invoice.parent.subscription_details.subscription == subscription.id
    assert invoice.payments.data[0].payment.payment_intent.status == "succeeded"


def test_a_first_payment_that_is_declined_leaves_the_subscription_incomplete(v1, bank, ada, plan):
    subscription = subscribe(v1, ada, plan, "pm_card_chargeCustomerFail")
    assert subscription.status == "incomplete"
    pass_time(bank, DAY)
    assert v1.subscriptions.retrieve(subscription.id).status == "incomplete_expired"
    assert invoices(v1, subscription) == [("subscription_create", "void", 20_00)]


def test_nothing_is_left_of_a_subscription_that_must_not_be_incomplete(v1, ada, plan):
    with pytest.raises(stripe.CardError):
        subscribe(v1, ada, plan, "pm_card_chargeCustomerFail", payment_behavior="error_if_incomplete")
    assert v1.subscriptions.list({"customer": ada.id, "status": "all"}).data == []


def test_a_first_payment_can_be_confirmed_by_the_client(v1, ada, plan):
    params = {"payment_behavior": "default_incomplete", "expand": ["latest_invoice.confirmation_secret"]}
    subscription = subscribe(v1, ada, plan, **params)
    assert subscription.status == "incomplete"
    intent = subscription.latest_invoice.confirmation_secret.client_secret.split("_secret_")[0]
    v1.payment_intents.confirm(intent, {"payment_method": "pm_card_visa", "return_url": "https://shop.example"})
    assert v1.subscriptions.retrieve(subscription.id).status == "active"


def test_a_renewal_that_is_declined_is_tried_again_until_a_new_card_pays(v1, bank, ada, plan):
    subscription = subscribe(v1, ada, plan)
    failing = v1.payment_methods.attach("pm_card_chargeCustomerFail", {"customer": ada.id})
    v1.subscriptions.update(subscription.id, {"default_payment_method": failing.id})
    pass_period(v1, bank, subscription)
    assert v1.subscriptions.retrieve(subscription.id).status == "past_due"
    v1.subscriptions.update(subscription.id, {"default_payment_method": "pm_card_visa"})
    pass_time(bank, 3 * DAY)
    assert v1.subscriptions.retrieve(subscription.id).status == "active"
    assert invoices(v1, subscription)[-1] == ("subscription_cycle", "paid", 20_00)


def test_a_subscription_that_is_never_paid_is_canceled(v1, bank, ada, plan):
    subscription = subscribe(v1, ada, plan)
    failing = v1.payment_methods.attach("pm_card_chargeCustomerFail", {"customer": ada.id})
    v1.subscriptions.update(subscription.id, {"default_payment_method": failing.id})
    pass_period(v1, bank, subscription)
    for days in (3, 5, 7):
        assert v1.subscriptions.retrieve(subscription.id).status == "past_due"
        pass_time(bank, days * DAY)
    ended = v1.subscriptions.retrieve(subscription.id)
    assert (ended.status, ended.cancellation_details.reason) == ("canceled", "payment_failed")


def test_a_subscription_ends_with_its_period(v1, bank, ada, plan):
    subscription = subscribe(v1, ada, plan)
    v1.subscriptions.update(subscription.id, {"cancel_at_period_end": True})
    assert v1.subscriptions.retrieve(subscription.id).status == "active"
    pass_time(bank, MONTH)
    assert v1.subscriptions.retrieve(subscription.id).status == "canceled"
    assert len(invoices(v1, subscription)) == 1


def test_a_trial_is_free_and_then_billed(v1, bank, ada, plan):
    subscription = subscribe(v1, ada, plan, trial_period_days=14)
    assert (subscription.status, invoices(v1, subscription)) == ("trialing", [])
    pass_time(bank, 14 * DAY)
    assert v1.subscriptions.retrieve(subscription.id).status == "active"
    assert invoices(v1, subscription) == [("subscription_cycle", "paid", 20_00)]


def test_a_dearer_plan_costs_the_difference_at_once(v1, ada, plan):
    subscription = subscribe(v1, ada, plan)
    change = {"id": subscription["items"].data[0].id, "price": monthly(v1, 50_00).id}
    v1.subscriptions.update(subscription.id, {"items": [change], "proration_behavior": "always_invoice"})
    assert invoices(v1, subscription)[-1] == ("subscription_update", "paid", 30_00)


def test_a_cheaper_plan_leaves_a_credit_for_the_next_invoice(v1, bank, ada, plan):
    subscription = subscribe(v1, ada, plan)
    change = {"id": subscription["items"].data[0].id, "price": monthly(v1, 5_00).id}
    v1.subscriptions.update(subscription.id, {"items": [change], "proration_behavior": "always_invoice"})
    assert v1.customers.retrieve(ada.id).balance == -15_00
    pass_time(bank, MONTH)
    renewal = v1.invoices.list({"subscription": subscription.id, "limit": 1}).data[0]
    assert (renewal.total, renewal.amount_due, renewal.status) == (5_00, 0, "paid")


def test_a_yearly_plan_begins_a_year_now(v1, ada, plan):
    subscription = subscribe(v1, ada, plan)
    change = {"id": subscription["items"].data[0].id, "price": monthly(v1, 200_00, "year").id}
    changed = v1.subscriptions.update(subscription.id, {"items": [change]})
    item = changed["items"].data[0]
    assert item.current_period_end - item.current_period_start >= 365 * DAY
    assert invoices(v1, subscription)[-1] == ("subscription_update", "paid", 180_00)


@pytest.mark.parametrize("trial", [{}, {"subscription_data": {"trial_period_days": 7}}])
def test_a_plan_is_bought_on_the_hosted_page(v1, bank, plan, trial):
    params = {
        "mode": "subscription",
        "line_items": [{"price": plan.id, "quantity": 1}],
        "success_url": "https://shop.example/thanks",
    }
    session = v1.checkout.sessions.create(params | trial)
    browser = Browser(bank).open(session.url)
    assert "per month" in browser.text
    browser.pay("4000002500003155").send(answer="complete")
    assert browser.left_to == "https://shop.example/thanks"
    done = v1.checkout.sessions.retrieve(session.id, {"expand": ["subscription"]})
    assert (done.status, done.payment_status) == ("complete", "no_payment_required" if trial else "paid")
    assert done.subscription.status == ("trialing" if trial else "active")
    assert done.subscription.default_payment_method


def test_a_change_is_previewed_and_nothing_is_changed(v1, ada, plan):
    subscription = subscribe(v1, ada, plan)
    items = [{"id": subscription["items"].data[0].id, "price": monthly(v1, 50_00).id}]
    details = {"items": items, "proration_behavior": "always_invoice"}
    asked = {"subscription": subscription.id, "subscription_details": details}
    preview = v1.invoices.create_preview(asked)
    assert (preview.total, preview.status, preview.billing_reason) == (30_00, "draft", "upcoming")
    assert invoices(v1, subscription) == [("subscription_create", "paid", 20_00)]
    yearly = {"items": [{"id": subscription["items"].data[0].id, "price": monthly(v1, 200_00, "year").id}]}
    assert v1.invoices.create_preview(asked | {"subscription_details": yearly}).total == 180_00


def test_a_change_that_the_card_does_not_pay_can_be_refused_as_a_whole(v1, ada, plan):
    subscription = subscribe(v1, ada, plan)
    failing = v1.payment_methods.attach("pm_card_chargeCustomerFail", {"customer": ada.id})
    v1.subscriptions.update(subscription.id, {"default_payment_method": failing.id})
    change = {"id": subscription["items"].data[0].id, "price": monthly(v1, 50_00).id}
    params = {"items": [change], "proration_behavior": "always_invoice", "payment_behavior": "error_if_incomplete"}
    with pytest.raises(stripe.CardError):
        v1.subscriptions.update(subscription.id, params)
    kept = v1.subscriptions.retrieve(subscription.id)
    assert (kept.status, kept["items"].data[0].price.unit_amount) == ("active", 20_00)
    assert len(invoices(v1, subscription)) == 1


ASKS = "pm_card_authenticationRequired"


@pytest.fixture
def asked(v1, ada, plan):
    """A subscription whose bank wants each charge confirmed, and a dearer plan it waits for."""
    subscription = subscribe(v1, ada, plan)
    asking = v1.payment_methods.attach(ASKS, {"customer": ada.id})
    v1.subscriptions.update(subscription.id, {"default_payment_method": asking.id})
    return wait_for(v1, subscription, monthly(v1, 50_00))


def wait_for(v1, subscription, price, **more):
    change = {"id": subscription["items"].data[0].id, "price": price.id}
    params = {"items": [change], "proration_behavior": "always_invoice", "payment_behavior": "pending_if_incomplete"}
    return v1.subscriptions.update(subscription.id, params | {"expand": ["latest_invoice"]} | more)


def amount_of(v1, subscription):
    return v1.subscriptions.retrieve(subscription.id)["items"].data[0].price.unit_amount


def test_a_change_that_the_bank_asks_about_waits_for_its_payment(v1, bank, asked):
    assert (asked.latest_invoice.status, amount_of(v1, asked), asked.status) == ("open", 20_00, "active")
    assert asked.pending_update.subscription_items[0].price.unit_amount == 50_00
    page = Browser(bank).open(asked.latest_invoice.hosted_invoice_url)
    assert "The card on file ends in 3184" in page.text
    page.send(card="on_file").send(answer="complete")
    assert "Thank you" in page.text
    assert (amount_of(v1, asked), v1.subscriptions.retrieve(asked.id).pending_update) == (50_00, None)
    assert invoices(v1, asked)[-1] == ("subscription_update", "paid", 30_00)


def test_a_change_that_the_holder_does_not_confirm_stays_open(v1, bank, asked):
    page = Browser(bank).open(asked.latest_invoice.hosted_invoice_url).send(card="on_file").send(answer="fail")
    assert "failed authentication" in page.text
    assert (amount_of(v1, asked), invoices(v1, asked)[-1][1]) == (20_00, "open")
    page.pay("4000000000000002", card="other")
    assert (page.status, amount_of(v1, asked)) == (402, 20_00)
    page.pay("4242424242424242", card="other")
    assert amount_of(v1, asked) == 50_00


def test_a_change_that_nobody_pays_is_dropped_after_a_day(v1, bank, asked):
    pass_time(bank, DAY)
    kept = v1.subscriptions.retrieve(asked.id)
    assert (kept.pending_update, kept.status, amount_of(v1, asked)) == (None, "active", 20_00)
    assert invoices(v1, asked)[-1] == ("subscription_update", "void", 30_00)
    assert "This invoice is over" in Browser(bank).open(asked.latest_invoice.hosted_invoice_url).text


def test_a_void_invoice_drops_the_change_and_returns_the_credit(v1, asked, ada):
    v1.invoices.void_invoice(asked.latest_invoice.id)
    assert v1.subscriptions.retrieve(asked.id).pending_update is None
    v1.subscriptions.update(asked.id, {"default_payment_method": "pm_card_visa"})
    cheaper = wait_for(v1, asked, monthly(v1, 15_00))
    assert (cheaper.pending_update, amount_of(v1, asked)) == (None, 15_00)
    credit = v1.customers.retrieve(ada.id).balance
    assert credit == -5_00
    asking = v1.payment_methods.attach(ASKS, {"customer": ada.id})
    v1.subscriptions.update(asked.id, {"default_payment_method": asking.id})
    dearer = wait_for(v1, asked, monthly(v1, 80_00))
    assert v1.customers.retrieve(ada.id).balance == 0
    v1.invoices.void_invoice(dearer.latest_invoice.id)
    assert v1.customers.retrieve(ada.id).balance == credit


def test_another_interval_that_waits_begins_its_period_when_it_is_paid(v1, bank, asked):
    yearly = wait_for(v1, asked, monthly(v1, 400_00, "year"), cancel_at_period_end=False)
    assert invoices(v1, asked)[-2][1] == "void"
    Browser(bank).open(yearly.latest_invoice.hosted_invoice_url).pay("4242424242424242", card="other")
    item = v1.subscriptions.retrieve(asked.id)["items"].data[0]
    assert item.current_period_end - item.current_period_start >= 365 * DAY and item.price.unit_amount == 400_00


def test_an_end_drops_what_waits(v1, asked):
    v1.subscriptions.cancel(asked.id)
    assert invoices(v1, asked)[-1] == ("subscription_update", "void", 30_00)


def test_what_would_count_at_once_is_refused_beside_a_change_that_waits(v1, asked):
    with pytest.raises(stripe.InvalidRequestError, match="default_payment_method"):
        wait_for(v1, asked, monthly(v1, 90_00), default_payment_method="pm_card_visa")
