"""Crashes, lost replies and races around the one call that moves money: the card is charged once."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, text

from educrowd.core import ledger, tenancy
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.payments import GatewayCall, Payment, charge_due, charging, gateway
from educrowd.core.payments.checking import findings
from educrowd.core.payments.leasing import Lease
from educrowd.core.payments.stripe_gateway import pacing
from tests.gateway import succeeded_at_provider


class Killed(BaseException):
    """The worker died here; nothing after this line has run."""


def leases_end():
    db.session.rollback()
    db.session.execute(text("UPDATE public.payments SET next_try_at = now() WHERE state = 'charging'"))
    db.session.commit()


def charged_once(payment):
    db.session.expire_all()
    assert payment.state == "captured"
    # One row, hence one key, for each attempt: what was asked again was asked with the same key.
    assert len(db.session.scalars(select(GatewayCall)).all()) == payment.attempt
    assert succeeded_at_provider(payment.account) == [50_00]
    assert ledger.balance("project_funds:1", "USD") == -50_00
    assert findings() == []


@pytest.mark.parametrize("step", ["without_intent", "make_intent", "write_down", "confirm", "settle_seen"])
def test_a_worker_killed_before_a_step_loses_nothing(new_payment, monkeypatch, step):
    payment = new_payment()
    with monkeypatch.context() as dying:
        dying.setattr(charging, step, _dies)
        with pytest.raises(Killed):
            charge_due()
    leases_end()
    charge_due()
    charged_once(payment)


@pytest.mark.parametrize("verb", ["create_intent", "confirm_intent"])
def test_a_worker_killed_between_the_call_and_the_commit_charges_once(new_payment, monkeypatch, verb):
    payment = new_payment()
    real = getattr(gateway(), verb)

    def call_and_die(*args, **kwargs):
        real(*args, **kwargs)
        raise Killed

    with monkeypatch.context() as dying:
        dying.setattr(gateway(), verb, call_and_die)
        with pytest.raises(Killed):
            charge_due()
    leases_end()
    charge_due()
    charged_once(payment)


@pytest.mark.parametrize("fault", ["lost_reply", "lost_request", "rate_limit", "server_error"])
@pytest.mark.parametrize("match", ["/v1/payment_intents", "/v1/payment_intents/*/confirm", "/v1/payment_intents/pi_*"])
def test_a_provider_that_does_not_answer_is_asked_again_with_the_same_key(new_payment, sandbox, fault, match):
    payment = new_payment()
    # A 429 has done nothing, so the adapter itself asks again some times.
    sandbox.fault(fault, match=match, times=pacing.TRIES if fault == "rate_limit" else 1)
    charge_due()
    assert payment.state == "charging"
    leases_end()
    charge_due()
    assert payment.attempt == 1
    charged_once(payment)


def test_even_when_the_provider_has_forgotten_the_key(new_payment, sandbox):
    payment = new_payment()
    sandbox.fault("lost_reply", match="/v1/payment_intents/*/confirm", times=1)
    charge_due()
    sandbox.forget_idempotency_keys()
    leases_end()
    charge_due()
    charged_once(payment)


def test_two_workers_charge_each_payment_once(new_payment, app):
    payments = [new_payment() for _ in range(6)]
    site, together = current.tenant, threading.Barrier(2)

    def work():
        with app.app_context(), tenancy.bind(site):
            together.wait()
            charge_due()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(work) for _ in range(2)]:
            done.result()
    db.session.expire_all()
    assert {payment.state for payment in payments} == {"captured"}
    assert succeeded_at_provider(payments[0].account) == [50_00] * 6
    assert findings() == []


def test_a_worker_whose_lease_was_taken_over_lets_go(new_payment, monkeypatch):
    payment = new_payment()
    stale = Lease.take(1)
    leases_end()
    fresh = Lease.take(1)
    charging.charge(stale)
    assert db.session.scalar(select(Payment.intent_id)) is None
    charging.charge(fresh)
    charged_once(payment)


def _dies(*args, **kwargs):
    raise Killed
