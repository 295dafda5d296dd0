"""Cards saved, charged off session, declined and asked for 3-D Secure."""

from typing import Any

import pytest
import stripe


def error_of(refusal: pytest.ExceptionInfo) -> Any:
    """The `error` object of a refusal's body."""
    return refusal.value.error


@pytest.fixture
def ada(shop):
    return shop.customer(name="Ada")


def test_a_saved_card_is_charged_off_session(shop, ada):
    setup = shop.save_card(ada)
    assert setup.status == "succeeded"

    intent = shop.intent(customer=ada.id, payment_method=setup.payment_method, application_fee_amount=2_50)
    assert intent.status == "requires_confirmation"

    params = {"off_session": True, "expand": ["latest_charge.balance_transaction"]}
    paid = shop.v1.payment_intents.confirm(intent.id, params, shop.options())
    assert paid.status == "succeeded"
    assert paid.amount_received == 50_00
    entry = paid.latest_charge.balance_transaction
    assert (entry.amount, entry.fee, entry.net) == (50_00, 1_75 + 2_50, 45_75)
    assert shop.available() == 45_75


def test_the_application_fee_reaches_the_platform(shop, platform):
    charge = shop.v1.charges.retrieve(shop.pay(application_fee_amount=2_50).latest_charge, {}, shop.options())
    fee = platform.v1.application_fees.retrieve(charge.application_fee)
    assert (fee.account, fee.charge, fee.amount) == (shop.id, charge.id, 2_50)


def test_a_card_that_is_saved_may_still_be_declined_when_charged(shop, ada):
    setup = shop.save_card(ada, "pm_card_chargeCustomerFail")
    assert setup.status == "succeeded"
    with pytest.raises(stripe.CardError) as refusal:
        shop.pay(setup.payment_method, customer=ada.id, off_session=True)
    assert refusal.value.http_status == 402
    assert refusal.value.code == "card_declined"
    assert error_of(refusal).payment_intent.status == "requires_payment_method"


@pytest.mark.parametrize(
    ("card", "code", "decline_code"),
    [
        ("pm_card_chargeDeclined", "card_declined", "generic_decline"),
        ("pm_card_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"),
        ("pm_card_visa_chargeDeclinedLostCard", "card_declined", "lost_card"),
        ("pm_card_visa_chargeDeclinedStolenCard", "card_declined", "stolen_card"),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card", "expired_card"),
        ("pm_card_chargeDeclinedIncorrectCvc", "incorrect_cvc", "incorrect_cvc"),
        ("pm_card_chargeDeclinedProcessingError", "processing_error", None),
        ("pm_card_radarBlock", "card_declined", "fraudulent"),
    ],
)
def test_a_declined_card_says_why(shop, card, code, decline_code):
    with pytest.raises(stripe.CardError) as refusal:
        shop.pay(card)
    assert refusal.value.code == code
    assert getattr(error_of(refusal), "decline_code", None) == decline_code
    failed = shop.v1.charges.retrieve(error_of(refusal).charge, {}, shop.options())
    assert (failed.status, failed.paid, failed.failure_code) == ("failed", False, code)


def test_a_card_that_always_needs_the_cardholder_fails_off_session(shop, ada):
    method = shop.v1.payment_methods.attach("pm_card_authenticationRequired", {"customer": ada.id}, shop.options())
    with pytest.raises(stripe.CardError) as refusal:
        shop.pay(method.id, customer=ada.id, off_session=True)
    assert refusal.value.code == "authentication_required"
    assert error_of(refusal).decline_code == "authentication_required"


def test_another_accounts_objects_do_not_exist(shop, platform):
    intent = shop.pay()
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        platform.v1.payment_intents.retrieve(intent.id)
    assert (refusal.value.http_status, refusal.value.code) == (404, "resource_missing")


def test_an_account_that_still_owes_papers_cannot_charge(platform, origin, shop):
    newcomer = type(shop)(platform, origin, platform.v1.accounts.create({"type": "express"}).id)
    with pytest.raises(stripe.InvalidRequestError, match="cannot currently make charges"):
        newcomer.pay()
