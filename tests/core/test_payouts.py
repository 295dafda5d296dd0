from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError, OperationalError

from educrowd.core import ledger, tenancy
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Invalid, Refused
from educrowd.core.payments import Payout, charge_due, checks, connected_account, gateway, request_payout
from educrowd.core.payments.checking import findings
from educrowd.core.payments.gateway import GatewayAway
from educrowd.core.payments.paying_out import NotReady, TooMuch, reconcile_payouts, send_payout, settle_payout
from educrowd.core.payments.standing import releasable, standings
from tests.gateway import PLATFORM
from tests.jobs import run_jobs
from tests.webhooks import event_about, event_about_account, work_on_inbox


@pytest.fixture
def earned(new_payment):
    """A hundred dollars that wait for nothing: the net of what people paid for courses."""
    payment = new_payment(100_00, fee=5_00, income_account="course_income")
    charge_due()
    db.session.commit()
    return payment.amount - payment.application_fee - payment.processing_fee


@pytest.fixture
def ask(owner):
    def request(amount, token="once", currency="USD"):
        payout = request_payout(owner, amount=amount, currency=currency, token=token)
        db.session.commit()
        return payout

    return request


def arrive(sandbox, payout):
    """The bank takes it, and we learn of it."""
    sandbox.act(payout.account, payout.gateway_id, "arrive")
    settle_payout(payout.id)
    db.session.commit()


def send_back(sandbox, payout):
    """The bank does not want it, and we learn of it."""
    sandbox.act(payout.account, payout.gateway_id, "fail")
    settle_payout(payout.id)
    db.session.commit()


def books():
    return {code: amount for code, _, amount in ledger.balances() if amount}


def test_a_payout_goes_from_the_balance_to_the_bank(earned, ask, sandbox):
    payout = ask(60_00)
    assert (payout.state, releasable("USD")) == ("created", earned - 60_00)
    run_jobs()
    assert payout.state == "in_transit"
    assert (books()["payout_transit"], books()["psp_balance"]) == (60_00, earned - 60_00)
    arrive(sandbox, payout)
    assert (payout.state, payout.moved_amount) == ("paid", 60_00)
    assert (books()["bank"], books().get("payout_transit")) == (60_00, None)
    assert findings() == []


def test_what_projects_hold_is_not_paid_out(earned, new_payment, ask):
    new_payment(50_00, fee=0)
    charge_due()
    db.session.commit()
    held_net = ledger.balance("psp_balance", "USD") - 50_00
    assert releasable("USD") == held_net < earned
    [standing] = standings(connected_account())
    assert (standing.held, standing.releasable, standing.available) == (50_00, held_net, held_net + 50_00)
    with pytest.raises(TooMuch):
        ask(held_net + 1)
    db.session.rollback()
    ask(held_net)


def test_the_same_token_is_the_same_payout(earned, ask):
    assert ask(20_00).id == ask(20_00).id
    with pytest.raises(Refused):
        ask(30_00)


@pytest.mark.parametrize("amount", [0, -1, 1.5, True, 2**63, "100"])
def test_an_absurd_amount_is_refused(earned, ask, amount):
    with pytest.raises(Invalid):
        ask(amount)


def test_an_account_that_the_provider_does_not_pay_out_cannot_ask(earned, ask, sandbox):
    account = connected_account()
    sandbox.act(PLATFORM, account.gateway_id, "reject")
    account.refresh()
    db.session.commit()
    assert account.is_rejected
    with pytest.raises(NotReady):
        ask(10_00)


def test_many_at_once_never_pay_out_more_than_there_is(earned, owner, app, demo):
    def one(number):
        with app.app_context(), tenancy.bind(demo):
            try:
                request_payout(owner, amount=30_00, currency="USD", token=f"race-{number}")
                db.session.commit()
                return 30_00
            except (TooMuch, OperationalError):
                return 0

    with ThreadPoolExecutor(8) as pool:
        asked = sum(pool.map(lambda number: Context().run(one, number), range(12)))
    assert 0 < asked <= earned
    assert db.session.scalar(select(func.sum(Payout.amount))) == asked
    run_jobs()
    assert ledger.balance("psp_balance", "USD") == earned - asked
    assert findings() == []


def test_a_payout_that_the_bank_sends_back_is_reversed(earned, ask, sandbox):
    payout = ask(60_00)
    run_jobs()
    before = books()
    send_back(sandbox, payout)
    assert (payout.state, payout.failure_code, payout.moved_amount) == ("failed", "account_closed", 0)
    assert books()["psp_balance"] == before["psp_balance"] + 60_00 == earned
    assert "payout_transit" not in books()
    assert findings() == []


def test_a_payout_sent_back_after_it_was_paid_is_reversed_whole(earned, ask, sandbox):
    ledger.post("release", "a project", {"project_funds:1": 40_00, "creator_payable": -40_00}, currency="USD")
    payout = ask(60_00)
    run_jobs()
    arrive(sandbox, payout)
    assert (books()["paid_out"], books().get("creator_payable")) == (-40_00, None)
    send_back(sandbox, payout)
    assert payout.state == "failed"
    assert (books()["creator_payable"], books()["psp_balance"]) == (-40_00, earned)
    assert not {"bank", "paid_out", "payout_transit"} & books().keys()
    assert findings() == []


@pytest.mark.parametrize("is_forgotten", [False, True])
def test_a_lost_reply_makes_one_payout(earned, ask, sandbox, is_forgotten):
    payout = ask(60_00)
    sandbox.fault("lost_reply", match="/v1/payouts", method="POST", times=1)
    with pytest.raises(GatewayAway):
        send_payout(payout.id)
    db.session.rollback()
    if is_forgotten:
        sandbox.forget_idempotency_keys()
    send_payout(payout.id)
    db.session.commit()
    made = list(gateway().list_payouts(payout.account, since=utcnow() - timedelta(hours=1)))
    assert [transfer.id for transfer in made] == [payout.gateway_id]
    assert findings() == []


def test_a_worker_that_died_before_it_asked_is_made_up_for(earned, ask):
    payout = ask(60_00)
    db.session.execute(text("UPDATE public.outbox SET done_at = now() WHERE done_at IS NULL"))
    reconcile_payouts()
    run_jobs()
    assert payout.state == "in_transit"


def test_events_of_a_payout_count_once_in_any_order(earned, ask, sandbox, deliver):
    payout = ask(60_00)
    run_jobs()
    sandbox.act(payout.account, payout.gateway_id, "arrive")
    kinds = ["payout.paid", "payout.created", "payout.updated", "payout.paid", "payout.created"]
    for kind in kinds:
        assert deliver(event_about(payout, kind)).status_code == 200
    work_on_inbox()
    db.session.expire_all()
    assert payout.state == "paid"
    assert books()["bank"] == 60_00
    assert findings() == []


def test_an_event_of_another_amount_changes_nothing(earned, ask, sandbox, deliver):
    payout = ask(60_00)
    run_jobs()
    sandbox.act(payout.account, payout.gateway_id, "arrive")
    deliver(event_about(payout, "payout.paid", subject={"amount": 1}))
    work_on_inbox()
    db.session.expire_all()
    assert payout.state == "in_transit"


def test_what_the_provider_refuses_has_moved_nothing(earned, ask, sandbox):
    payout = ask(60_00)
    gateway().create_payout(
        payout.account, amount=earned, currency="USD", description="by hand", reference="", key=uuid4().hex
    )
    run_jobs()
    assert (payout.state, payout.failure_code) == ("failed", "refused")
    assert ledger.find("payout", payout.refs[0]) is None
    assert any("balance in USD" in finding for finding in findings())


def test_a_payout_made_elsewhere_is_found_two_days_later(earned, sandbox, monkeypatch):
    account = connected_account().gateway_id
    gateway().create_payout(account, amount=1_00, currency="USD", description="x", reference="", key=uuid4().hex)
    monkeypatch.setattr(checks, "SETTLES_WITHIN", -timedelta(hours=1))
    assert any("payout of -100 USD" in finding and "nothing we know" in finding for finding in findings())


@pytest.mark.parametrize("change", ["amount = 1", "state = 'canceled', currency = 'EUR'", "account = 'acct_mine'"])
def test_the_database_keeps_what_was_asked_for(earned, ask, change):
    payout = ask(60_00)
    with pytest.raises(DBAPIError):
        db.session.execute(text(f"UPDATE public.payouts SET {change} WHERE id = :id"), {"id": payout.id})
    db.session.rollback()


def test_the_provider_says_that_an_account_lacks_something(earned, sandbox, deliver):
    account = connected_account()
    sandbox.act(PLATFORM, account.gateway_id, "ask for more")
    event = event_about_account(account.gateway_id)
    assert deliver(event).status_code == 200
    work_on_inbox()
    db.session.expire_all()
    assert (account.is_ready, account.missing) == (False, ["a document that proves who it is"])
