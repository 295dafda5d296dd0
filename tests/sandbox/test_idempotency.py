"""The same key twice is the same work once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import stripe


def test_the_same_key_gives_the_same_answer_and_one_payment(shop):
    params = {
        "amount": 700,
        "currency": "usd",
        "payment_method_types": ["card"],
        "payment_method": "pm_card_visa",
        "confirm": True,
    }
    options = shop.options(idempotency_key="once")
    first = shop.v1.payment_intents.create(params, options)
    again = shop.v1.payment_intents.create(params, options)
    assert again.id == first.id
    assert again.last_response.headers["idempotent-replayed"] == "true"
    assert len(shop.v1.charges.list({}, shop.options()).data) == 1


def test_a_decline_is_replayed_too(shop):
    options = shop.options(idempotency_key="declined")
    intent = shop.intent(payment_method="pm_card_chargeDeclined")
    for _ in range(2):
        with pytest.raises(stripe.CardError):
            shop.v1.payment_intents.confirm(intent.id, {}, options)
    assert shop.event_types().count("payment_intent.payment_failed") == 1


def test_the_same_key_with_another_body_is_refused(shop):
    options = shop.options(idempotency_key="changed")
    shop.v1.customers.create({"name": "Ada"}, options)
    with pytest.raises(stripe.IdempotencyError) as refusal:
        shop.v1.customers.create({"name": "Nell"}, options)
    assert refusal.value.http_status == 400
    assert len(shop.v1.customers.list({}, shop.options()).data) == 1


def test_a_refused_parameter_leaves_the_key_free(shop):
    options = shop.options(idempotency_key="typo")
    with pytest.raises(stripe.InvalidRequestError):
        shop.v1.payment_intents.create({"amount": 700, "currency": "xxx"}, options)
    assert shop.v1.payment_intents.create({"amount": 700, "currency": "usd"}, options).amount == 700


def test_two_requests_at_once_with_one_key_do_the_work_once(shop, controls):
    controls("POST", "faults", {"fault": "delay", "match": "/v1/customers", "seconds": 0.5, "times": 1})

    def create(_):
        try:
            return shop.v1.customers.create({"name": "Ada"}, shop.options(idempotency_key="twins")).id
        except stripe.APIError as refusal:
            return refusal.http_status

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(create, range(2)))
    assert 409 in answers
    assert len(shop.v1.customers.list({}, shop.options()).data) == 1


def test_a_forgotten_key_does_the_work_again(shop, controls):
    options = shop.options(idempotency_key="forgotten")
    first = shop.v1.customers.create({"name": "Ada"}, options)
    controls("DELETE", "idempotency-keys?key=forgotten")
    assert shop.v1.customers.create({"name": "Ada"}, options).id != first.id
