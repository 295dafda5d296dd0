from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from educrowd.core import jobs, ledger, schedule, tenancy
from educrowd.core.db import db, utcnow
from educrowd.core.outbox import OutboxEntry
from educrowd.core.payments import GatewayCall, charge_due, checking, gateway, settle
from educrowd.core.payments.asking import ask_all
from educrowd.core.payments.charging import confirm, make_intent, without_intent, write_down
from educrowd.core.payments.checking import findings
from educrowd.core.payments.gateway import Failure
from educrowd.core.payments.inbox import WebhookEvent
from educrowd.core.payments.leasing import Lease
from educrowd.core.payments.reconciling import reconcile, sweep_events
from educrowd.core.payments.settlement import Mismatch
from tests.gateway import succeeded_at_provider
from tests.jobs import run_jobs
from tests.webhooks import event_about, inbox, work_on_inbox


def confirmed(payment):
    """The provider has charged it; nobody has told us."""
    lease = Lease.take(1)
    ask_all(confirm, write_down(lease, ask_all(make_intent, without_intent(lease))))
    assert gateway().read_intent(payment.account, payment.intent_id).status == "succeeded"
    return payment


def test_a_due_payment_is_charged_and_booked(new_payment):
    payment = new_payment(50_00, fee=2_50)
    charge_due()
    assert payment.state == "captured"
    assert payment.processing_fee > 0
    assert {code: amount for code, _, amount in ledger.balances()} == {
        "platform_fees": 2_50,
        "processing_fees": payment.processing_fee,
        "psp_balance": 50_00 - 2_50 - payment.processing_fee,
        "project_funds:1": -50_00,
    }
    assert findings() == []


def test_money_on_its_way_is_no_alarm_and_money_astray_is_one(new_payment, monkeypatch):
    told = []
    monkeypatch.setattr(checking, "log", SimpleNamespace(error=lambda _event, finding: told.append(finding)))
    on_its_way = confirmed(new_payment())
    first = second_look()
    settle(on_its_way.id)
    db.session.commit()
    jobs.perform(first.id, first.tenant_id, None)
    assert told == []
    astray = confirmed(new_payment())
    second = second_look()
    jobs.perform(second.id, second.tenant_id, None)
    assert f"charge {astray.intent_id} succeeded at the provider and is not captured" in told


def second_look() -> OutboxEntry:
    """What is left to do after a first one; only later, and then once."""
    checking.check_money()
    db.session.commit()
    looks = select(OutboxEntry).where(OutboxEntry.job == checking.look_again.name, OutboxEntry.done_at.is_(None))
    look = db.session.scalars(looks).one()
    assert look.run_at > utcnow()
    return look


def test_charging_again_charges_nothing(new_payment):
    payment = new_payment()
    for _ in range(3):
        charge_due()
        settle(payment.id)
        db.session.commit()
    assert succeeded_at_provider(payment.account) == [50_00]
    assert ledger.balance("project_funds:1", "USD") == -50_00


@pytest.mark.parametrize(("currency", "amount"), [("JPY", 500), ("KWD", 1_250), ("ISK", 500), ("EUR", 12_34)])
def test_every_currency_arrives_as_the_same_amount(new_payment, currency, amount):
    payment = new_payment(amount, currency=currency, fee=0)
    charge_due()
    assert payment.state == "captured"
    assert findings() == []


def test_a_soft_decline_is_noted_and_tried_again_two_days_later(new_payment):
    payment = new_payment(card="chargeCustomerFail")
    charge_due()
    assert (payment.state, payment.failure_code) == ("declined", "generic_decline")
    assert timedelta(hours=47) < payment.next_try_at - utcnow() < timedelta(hours=49)
    assert ledger.balances() == []


@pytest.mark.parametrize("code", ["stolen_card", "lost_card", "expired_card", "authentication_required"])
def test_a_hard_decline_is_never_tried_again(new_payment, monkeypatch, code):
    state = "action_required" if code == "authentication_required" else "declined"
    payment = new_payment(card="chargeCustomerFail")
    answer = gateway().read_intent
    hard = Failure(code, "No.", "do_not_try_again")
    monkeypatch.setattr(gateway(), "read_intent", lambda *asked: replace(answer(*asked), failure=hard))
    charge_due()
    assert (payment.next_try_at, payment.state) == (None, state)


def test_after_four_tries_a_decline_is_final_and_each_try_has_its_own_key(new_payment):
    payment = new_payment(card="chargeCustomerFail")
    for _ in range(6):
        charge_due()
        db.session.execute(text("UPDATE public.payments SET next_try_at = now() WHERE next_try_at IS NOT NULL"))
        db.session.commit()
    assert (payment.state, payment.attempt, payment.next_try_at) == ("declined", 4, None)
    assert len({call.key for call in db.session.scalars(select(GatewayCall))}) == 4


def test_a_payment_cannot_change_what_it_asks_for(new_payment):
    payment = new_payment()
    for change in (
        "amount = 1",
        "state = 'captured', captured_at = now()",
        "account = 'acct_mine'",
        "currency = 'EUR'",
    ):
        with pytest.raises(DBAPIError):
            db.session.execute(text(f"UPDATE public.payments SET {change} WHERE id = :id"), {"id": payment.id})
        db.session.rollback()


def test_a_charge_of_another_amount_is_never_booked(new_payment, monkeypatch):
    payment = confirmed(new_payment())
    true_answer = gateway().read_intent(payment.account, payment.intent_id)
    monkeypatch.setattr(gateway(), "read_intent", lambda *_: replace(true_answer, amount=1))
    with pytest.raises(Mismatch):
        settle(payment.id)
    assert ledger.balances() == []


def test_a_webhook_settles_a_charge_whose_reply_was_lost(new_payment, deliver):
    payment = confirmed(new_payment())
    event = event_about(payment)
    assert deliver(event).status_code == 200
    work_on_inbox()
    assert payment.state == "captured"
    assert inbox(event).processed_at
    assert findings() == []


def test_a_webhook_delivered_twenty_times_counts_once(new_payment, deliver):
    payment = confirmed(new_payment())
    event = event_about(payment)
    for _ in range(20):
        assert deliver(event).status_code == 200
        work_on_inbox()
    assert ledger.balance("project_funds:1", "USD") == -50_00


def test_the_order_of_webhooks_does_not_matter(new_payment, deliver):
    payment = confirmed(new_payment())
    for type in ("payment_intent.succeeded", "payment_intent.payment_failed", "payment_intent.canceled"):
        deliver(event_about(payment, type))
        work_on_inbox()
    assert payment.state == "captured"
    assert findings() == []


@pytest.mark.parametrize(
    "forgery", [{"secret": "whsec_wrong"}, {"tamper": b" "}, {"age": 301}], ids=["forged", "tampered", "replayed"]
)
def test_a_webhook_the_provider_did_not_sign_is_refused(new_payment, deliver, forgery):
    event = event_about(confirmed(new_payment()))
    assert deliver(event, **forgery).status_code == 400
    with tenancy.bind(None):
        assert db.session.get(WebhookEvent, ("stripe", event["id"])) is None


def test_while_secrets_rotate_both_are_good(new_payment, deliver):
    assert deliver(event_about(confirmed(new_payment())), secret="whsec_old").status_code == 200


@pytest.mark.parametrize(
    "odd",
    [{"livemode": True}, {"subject": {"amount": 1}}, {"subject": {"currency": "eur"}}],
    ids=["live mode", "amount", "currency"],
)
def test_a_webhook_about_other_money_is_not_believed(new_payment, deliver, odd):
    payment = confirmed(new_payment())
    event = event_about(payment, **odd)
    deliver(event)
    work_on_inbox()
    assert "refused" in str(inbox(event).error)
    assert payment.state == "charging"


def test_a_webhook_of_another_account_settles_nothing(new_payment, deliver):
    payment = confirmed(new_payment())
    event = event_about(payment, account="acct_stranger")
    deliver(event)
    work_on_inbox()
    assert payment.state == "charging"
    assert inbox(event).tries == 1


@pytest.mark.parametrize(
    "body", [[], {}, {"id": 1}, {"id": "e", "type": "t", "created": 1, "data": []}, {"data": {"object": "x"}}]
)
def test_a_signed_webhook_that_is_no_event_is_refused(sandbox, deliver, body):
    assert deliver(body).status_code == 400


def test_what_no_webhook_brought_is_swept_up(new_payment):
    payment = confirmed(new_payment())
    sweep_events()
    db.session.commit()
    work_on_inbox()
    assert payment.state == "captured"


def test_reconciliation_settles_what_succeeded_at_the_provider(new_payment):
    payment = confirmed(new_payment())
    reconcile()
    run_jobs()
    assert payment.state == "captured"
    assert findings() == []


def test_the_checker_cries_when_books_and_provider_differ(new_payment):
    new_payment()
    charge_due()
    ledger.post("odd", "one", {"psp_balance": 1, "project_funds:1": -1}, currency="USD")
    assert any("balance in USD" in finding for finding in findings())
    db.session.rollback()


def test_the_checker_cries_when_a_charge_is_not_captured(new_payment):
    confirmed(new_payment())
    assert any("is not captured" in finding for finding in findings())


def test_the_checker_finds_a_charge_that_nobody_settled(new_payment):
    payment = new_payment()
    confirmed(payment)
    lost = f"charge {payment.intent_id} succeeded at the provider and is not captured"
    assert lost in findings()
    settle(payment.id)
    assert findings() == []


def test_money_is_looked_after_only_where_there_is_some(new_payment, demo, new_site):
    new_payment()
    poor = new_site("poor")
    line = schedule.Line(reconcile, timedelta(days=3650), tenants="app.tenants_with_money")
    assert schedule._take_turn(line, utcnow()) is True
    promised = select(func.count()).where(OutboxEntry.job == line.name)
    for site, count in ((demo, 1), (poor, 0)):
        with tenancy.bind(site):
            assert db.session.scalar(promised) == count
