"""Crashes, lost replies and crowds around giving money back: never more than was captured, never twice."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from educrowd.core import tenancy
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Refused
from educrowd.core.jobs import stood_in_line
from educrowd.core.payments import Payment, charge_due, gateway, refund_payment, refunding, send_due_refunds
from educrowd.core.payments.checking import findings
from tests.jobs import run_jobs

CROWD = 50


class Killed(BaseException):
    """The worker died here; nothing after this line has run."""


@pytest.fixture
def paid(new_payment):
    payment = new_payment(50_00)
    charge_due()
    return payment


def given_back(payment):
    """What has really left the provider."""
    return sorted(seen.amount for seen in gateway().list_refunds(payment.account, charge=payment.charge_id))


def leases_end():
    db.session.rollback()
    db.session.execute(text("UPDATE public.refunds SET next_try_at = now() WHERE next_try_at IS NOT NULL"))
    db.session.commit()


def test_fifty_at_once_never_give_back_more_than_was_captured(paid, app):
    site, payment_id, together = current.tenant, paid.id, Barrier(CROWD, timeout=60)

    def ask(number):
        with app.app_context(), tenancy.bind(site):
            together.wait()
            try:
                insist(order, number)
            except Refused:
                db.session.rollback()
                return 0
            insist(send_due_refunds)
            return 1

    def order(number):
        refund_payment(db.session.get_one(Payment, (site.id, payment_id)), 3_00, reason="other", key=f"{number}")
        db.session.commit()

    with ThreadPoolExecutor(CROWD) as pool:
        granted = sum(pool.map(ask, range(CROWD)))
    run_jobs()
    leases_end()
    send_due_refunds()
    db.session.expire_all()
    assert granted == 16
    assert (paid.refunded_amount, given_back(paid)) == (48_00, [3_00] * 16)
    assert findings() == []


def insist(act, *args):
    """Whoever waited too long for the row is told to come again, and does."""
    for _ in range(CROWD):
        try:
            return act(*args)
        except OperationalError as error:
            if not stood_in_line(error):
                raise
            db.session.rollback()
    raise AssertionError("never had its turn")


def test_fifty_clicks_with_one_key_give_back_once(paid, app):
    site, payment_id = current.tenant, paid.id

    def ask(_number):
        with app.app_context(), tenancy.bind(site):
            payment = db.session.get_one(Payment, (site.id, payment_id))
            refund_id = refund_payment(payment, 3_00, reason="other", key="one").id
            db.session.commit()
            return refund_id

    with ThreadPoolExecutor(10) as pool:
        assert len(set(pool.map(ask, range(CROWD)))) == 1
    run_jobs()
    assert given_back(paid) == [3_00]


@pytest.mark.parametrize("fault", ["lost_reply", "lost_request", "server_error"])
@pytest.mark.parametrize("keys", ["kept", "forgotten"])
def test_a_provider_that_does_not_answer_is_asked_again_and_refunds_once(paid, sandbox, fault, keys):
    sandbox.fault(fault, match="/v1/refunds", times=1)
    refund = refund_payment(paid, 20_00, reason="requested", key=uuid4().hex)
    run_jobs()
    assert refund.state == "requested"
    sandbox.behave()
    if keys == "forgotten":
        sandbox.forget_idempotency_keys()
    leases_end()
    send_due_refunds()
    db.session.expire_all()
    assert (refund.state, given_back(paid), findings()) == ("succeeded", [20_00], [])


@pytest.mark.parametrize("step", ["_ask", "settle_returns"])
@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_worker_that_dies_leaves_a_refund_that_goes_on(paid, monkeypatch, step, moment):
    refund = refund_payment(paid, 20_00, reason="requested", key=uuid4().hex)
    db.session.commit()
    original = getattr(refunding, step)

    def dies(*arguments):
        if moment == "after":
            original(*arguments)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(refunding, step, dies)
        with pytest.raises(Killed):
            send_due_refunds()
    leases_end()
    send_due_refunds()
    db.session.expire_all()
    assert (refund.state, given_back(paid), findings()) == ("succeeded", [20_00], [])
