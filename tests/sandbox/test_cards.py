"""Stripe's published test cards: saved, charged with the cardholder there, charged without."""

import pytest
import stripe

PASSES = ("succeeded", "succeeded", "succeeded")
NEVER_SAVED = ("card_declined", "card_declined", "card_declined")
BEHAVIOR = {
    "pm_card_visa": PASSES,
    "pm_card_mastercard": PASSES,
    "pm_card_amex": PASSES,
    "pm_card_threeDSecureOptional": PASSES,
    "pm_card_chargeDeclined": NEVER_SAVED,
    "pm_card_chargeCustomerFail": ("succeeded", "card_declined", "card_declined"),
    "pm_card_authenticationRequiredOnSetup": ("requires_action", "requires_action", "authentication_required"),
    "pm_card_authenticationRequired": ("requires_action", "requires_action", "authentication_required"),
    "pm_card_authenticationRequiredSetupForOffSession": ("succeeded", "requires_action", "succeeded"),
    "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds": (
        "requires_action",
        "requires_action",
        "authentication_required",
    ),
}


def outcome(call):
    """The status of what a call made, or the code of its refusal."""
    try:
        return call().status
    except stripe.CardError as refusal:
        return refusal.code


@pytest.mark.parametrize("card", BEHAVIOR)
def test_a_test_card_behaves_as_published(shop, card):
    ada = shop.customer()
    saved = outcome(lambda: shop.save_card(ada, card))
    charged = outcome(lambda: shop.pay(card))
    charged_later = outcome(lambda: shop.pay(card, off_session=True))
    assert (saved, charged, charged_later) == BEHAVIOR[card]


def test_a_card_set_up_with_the_cardholder_is_charged_without(shop):
    ada = shop.customer()
    paid = shop.pay("pm_card_visa", customer=ada.id, setup_future_usage="off_session")
    method = shop.v1.payment_methods.retrieve(paid.payment_method, {}, shop.options())
    assert method.customer == ada.id
    assert shop.pay(method.id, customer=ada.id, off_session=True).status == "succeeded"


def test_a_card_used_once_without_a_customer_is_used_up(shop):
    method = shop.pay("pm_card_visa").payment_method
    with pytest.raises(stripe.InvalidRequestError, match="may not be used again"):
        shop.pay(method)


def test_the_same_number_has_the_same_fingerprint(shop):
    ada = shop.customer()
    first, second, other = (
        shop.v1.payment_methods.attach(name, {"customer": ada.id}, shop.options()).card.fingerprint
        for name in ("pm_card_visa", "pm_card_visa", "pm_card_mastercard")
    )
    assert first == second != other
