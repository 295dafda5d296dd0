"""The hosted page, as a visitor without JavaScript meets it."""

import pytest
import requests
import stripe

from tests.sandbox.browser import Browser

RETURN = {
    "success_url": "https://shop.example/thanks?session={CHECKOUT_SESSION_ID}",
    "cancel_url": "https://shop.example/cancel",
}


@pytest.fixture
def browser(origin):
    return Browser(origin)


@pytest.fixture
def ada(shop):
    return shop.customer(name="Ada")


@pytest.fixture
def saving(shop, ada):
    """A session that saves Ada's card."""
    params = {"mode": "setup", "customer": ada.id, "payment_method_types": ["card"]} | RETURN
    return shop.v1.checkout.sessions.create(params, shop.options())


def reload(shop, session):
    return shop.v1.checkout.sessions.retrieve(session.id, {"expand": ["setup_intent"]}, shop.options())


def test_a_card_is_saved_and_can_be_charged(shop, browser, ada, saving, listener):
    browser.open(saving.url).pay("4242 4242 4242 4242")
    assert browser.left_to == f"https://shop.example/thanks?session={saving.id}"

    done = reload(shop, saving)
    assert (done.status, done.setup_intent.status) == ("complete", "succeeded")
    assert listener.wait_for("checkout.session.completed", saving.id)
    paid = shop.pay(done.setup_intent.payment_method, customer=ada.id, off_session=True)
    assert paid.status == "succeeded"


def test_a_card_with_3d_secure_is_saved_when_the_bank_agrees(shop, browser, ada, saving):
    browser.open(saving.url).pay("4000002500003155")
    assert "Your bank asks" in browser.text
    browser.send(answer="complete")
    assert browser.left_to == f"https://shop.example/thanks?session={saving.id}"
    method = reload(shop, saving).setup_intent.payment_method
    assert shop.pay(method, customer=ada.id, off_session=True).status == "succeeded"


def test_the_page_comes_back_when_the_bank_refuses(shop, browser, saving):
    browser.open(saving.url).pay("4000002500003155").send(answer="fail")
    assert browser.left_to is None
    assert "Try another one" in browser.text
    assert reload(shop, saving).status == "open"
    browser.pay("4242424242424242")
    assert browser.left_to


def test_a_declined_card_is_shown_at_its_field(shop, browser, saving):
    browser.open(saving.url).pay("4000000000009995")
    assert browser.status == 402
    assert "insufficient funds" in browser.text
    assert 'value="Ada Byron"' in browser.text
    assert reload(shop, saving).status == "open"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("number", "4111111111111112", "test card numbers"),
        ("number", "", "test card numbers"),
        ("expiry", "13/30", "expiry date"),
        ("expiry", "01/20", "in the future"),
        ("cvc", "12", "security code"),
        ("name", "", "name on the card"),
    ],
)
def test_a_wrong_field_is_named(browser, saving, field, value, words):
    browser.open(saving.url).send(
        **{"number": "4242424242424242", "expiry": "12/34", "cvc": "123", "name": "Ada"} | {field: value}
    )
    assert browser.status == 422
    assert words in browser.text


def test_an_amount_is_paid_with_the_platforms_fee(shop, browser):
    price = {"currency": "eur", "unit_amount": 12_00, "product_data": {"name": "Course"}}
    params = {
        "mode": "payment",
        "line_items": [{"price_data": price, "quantity": 2}],
        "payment_intent_data": {"application_fee_amount": 1_00, "metadata": {"order": "7"}},
    }
    session = shop.v1.checkout.sessions.create(params | RETURN, shop.options())
    browser.open(session.url)
    assert "EUR 24.00" in browser.text
    browser.pay("4000002760003184").send(answer="complete")
    assert browser.left_to

    done = reload(shop, session)
    assert (done.status, done.payment_status, done.amount_total) == ("complete", "paid", 24_00)
    assert done.customer_details.email == "ada@example.com"
    intent = shop.v1.payment_intents.retrieve(done.payment_intent, {}, shop.options())
    assert (intent.amount_received, intent.metadata["order"]) == (24_00, "7")
    lines = shop.v1.checkout.sessions.line_items.list(session.id, {}, shop.options())
    assert [(line.description, line.quantity, line.amount_total) for line in lines.data] == [("Course", 2, 24_00)]


def test_an_expired_session_takes_no_card(shop, browser, saving):
    browser.open(saving.url)
    shop.v1.checkout.sessions.expire(saving.id, {}, shop.options())
    browser.pay("4242424242424242")
    assert browser.left_to is None
    assert "has expired" in browser.text


def test_a_payment_that_needs_the_cardholder_sends_them_to_the_bank_and_back(shop, browser):
    intent = shop.pay("pm_card_threeDSecure2Required", return_url="https://shop.example/back?pledge=1")
    assert intent.status == "requires_action"
    browser.open(intent.next_action.redirect_to_url.url)
    assert "USD 50.00" in browser.text
    browser.send(answer="complete")
    assert browser.left_to.startswith("https://shop.example/back?pledge=1&payment_intent=pi_")
    assert browser.left_to.endswith("redirect_status=succeeded")
    assert shop.v1.payment_intents.retrieve(intent.id, {}, shop.options()).status == "succeeded"


def test_a_payment_whose_cardholder_fails_is_open_for_another_card(shop, browser):
    intent = shop.pay("pm_card_threeDSecure2Required", return_url="https://shop.example/back")
    browser.open(intent.next_action.redirect_to_url.url).send(answer="fail")
    assert browser.left_to.endswith("redirect_status=failed")
    failed = shop.v1.payment_intents.retrieve(intent.id, {}, shop.options())
    assert failed.status == "requires_payment_method"
    assert failed.last_payment_error.code == "payment_intent_authentication_failure"


def test_pages_run_no_script_and_send_a_strict_policy(browser, saving):
    browser.open(saving.url)
    answer = requests.get(browser.url, timeout=10)
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'")
    assert "<script" not in answer.text
    assert "style=" not in answer.text


def test_a_session_needs_a_success_url(shop):
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        shop.v1.checkout.sessions.create({"mode": "setup"}, shop.options())
    assert (refusal.value.code, refusal.value.param) == ("parameter_missing", "success_url")


def test_an_account_that_still_owes_papers_takes_no_payment(platform, origin, shop, browser):
    newcomer = type(shop)(platform, origin, platform.v1.accounts.create({"type": "express"}).id)
    price = {"currency": "eur", "unit_amount": 12_00, "product_data": {"name": "Course"}}
    params = {"mode": "payment", "line_items": [{"price_data": price, "quantity": 1}]} | RETURN
    session = newcomer.v1.checkout.sessions.create(params, newcomer.options())
    browser.open(session.url).pay("4242424242424242")
    assert browser.status == 400
    assert "cannot currently make charges" in browser.text
    assert newcomer.v1.payment_intents.list({}, newcomer.options()).data == []
