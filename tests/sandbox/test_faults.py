"""The sandbox misbehaves on demand, so that its users learn to bear it."""

import os
import subprocess
import sys
import time

import pytest
import requests
import stripe

from tests.sandbox.conftest import PROJECT, client_of


@pytest.fixture
def fault(controls):
    """Add a fault."""

    def add(name, **knobs):
        answer = controls("POST", "faults", {"fault": name} | knobs)
        assert answer.status_code == 201, answer.text

    return add


def charges(shop):
    return shop.v1.charges.list({}, shop.options()).data


def test_a_lost_reply_hides_work_that_was_done(shop, fault):
    intent = shop.intent(payment_method="pm_card_visa")
    options = shop.options(idempotency_key="lost")
    fault("lost_reply", match="/v1/payment_intents/*/confirm", times=1)
    with pytest.raises(stripe.APIConnectionError):
        shop.v1.payment_intents.confirm(intent.id, {}, options)
    assert len(charges(shop)) == 1

    paid = shop.v1.payment_intents.confirm(intent.id, {}, options)
    assert paid.status == "succeeded"
    assert len(charges(shop)) == 1


def test_a_lost_request_did_nothing(shop, fault):
    fault("lost_request", match="/v1/customers", times=1)
    with pytest.raises(stripe.APIConnectionError):
        shop.customer()
    assert shop.v1.customers.list({}, shop.options()).data == []


@pytest.mark.parametrize(
    ("name", "error", "status"), [("rate_limit", stripe.RateLimitError, 429), ("server_error", stripe.APIError, 500)]
)
def test_a_refusal_of_the_moment_leaves_the_key_free(shop, fault, name, error, status):
    options = shop.options(idempotency_key="again")
    fault(name, match="/v1/customers", times=1)
    with pytest.raises(error) as refusal:
        shop.v1.customers.create({"name": "Ada"}, options)
    assert refusal.value.http_status == status
    assert shop.v1.customers.create({"name": "Ada"}, options).name == "Ada"


def test_the_library_itself_gets_over_a_refusal_of_the_moment(shop, origin, fault):
    fault("server_error", match="/v1/customers", times=1)
    client_of(origin, retries=2).v1.customers.create({"name": "Ada"}, shop.options())
    assert len(shop.v1.customers.list({}, shop.options()).data) == 1


def test_an_answer_is_delayed(shop, fault):
    fault("delay", match="/v1/balance", seconds=0.3, times=1)
    began = time.monotonic()
    shop.available()
    assert time.monotonic() - began >= 0.3


def test_events_come_in_another_order(shop, listener, fault):
    fault("shuffle_webhooks", match="customer.updated", seconds=0.5, seed=7)
    customer = shop.customer()
    for number in range(8):
        shop.v1.customers.update(customer.id, {"name": f"Ada {number}"}, shop.options())
    names = [event.data.object.name for event in listener.wait_for("customer.updated", customer.id, count=8)]
    assert sorted(names) == [f"Ada {number}" for number in range(8)]
    assert names != sorted(names)


def test_a_key_expires_after_a_day(start):
    v1 = client_of(bank := start()).v1
    first = v1.customers.create({"name": "Ada"}, {"idempotency_key": "daily"})
    requests.post(f"{bank}/_sandbox/clock", json={"advance_seconds": 86_401}, timeout=10)
    assert v1.customers.create({"name": "Ada"}, {"idempotency_key": "daily"}).id != first.id


def test_a_reset_forgets_everything(start):
    v1 = client_of(bank := start()).v1
    v1.customers.create({"name": "Ada"})
    requests.post(f"{bank}/_sandbox/reset", timeout=10)
    assert v1.customers.list().data == []
    assert v1.accounts.retrieve_current().charges_enabled


def test_what_was_answered_survives_a_kill(start_again):
    v1 = client_of(start_again()).v1
    customer = v1.customers.create({"name": "Ada"}, {"idempotency_key": "kept"})
    v1 = client_of(start_again(kill=True)).v1
    assert v1.customers.retrieve(customer.id).name == "Ada"
    assert v1.customers.create({"name": "Ada"}, {"idempotency_key": "kept"}).id == customer.id


def test_a_taken_port_is_named_in_one_line(origin):
    environment = os.environ | {"SANDBOX_PORT": origin.rpartition(":")[2]}
    second = subprocess.run(
        [sys.executable, "-m", "sandbox"], cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=20
    )
    assert second.returncode == 1
    assert second.stderr.startswith("Port ")
    assert second.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "wrong", [{"fault": "earthquake"}, {"fault": "delay", "color": "red"}, {"fault": "delay", "times": "often"}]
)
def test_an_unknown_fault_is_refused(controls, wrong):
    assert controls("POST", "faults", wrong).status_code == 400


def test_a_page_elsewhere_cannot_turn_the_knobs(origin):
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert requests.post(f"{origin}/_sandbox/reset", headers=headers, timeout=10).status_code == 403


def test_a_name_that_is_not_this_machine_is_refused(origin):
    headers = {"Host": "evil.example"}
    assert requests.get(f"{origin}/_sandbox/", headers=headers, timeout=10).status_code == 400
