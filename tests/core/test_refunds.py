import itertools
import time
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from educrowd.core import ledger, tenancy
from educrowd.core.db import db
from educrowd.core.errors import Invalid, Refused
from educrowd.core.payments import (
    Dispute,
    Refund,
    charge_due,
    gateway,
    refund_payment,
    refundable,
    returned_fee,
    settle_returns,
)
from educrowd.core.payments.checking import findings
from educrowd.core.payments.inbox import WebhookEvent, process
from educrowd.core.payments.reconciling import reconcile
from educrowd.core.payments.refunding import NotRefundable
from tests.jobs import run_jobs
from tests.up import eventually


@pytest.fixture
def paid(new_payment):
    """`paid(50_00)` has been charged."""

    def pay(amount=50_00, **details):
        payment = new_payment(amount, **details)
        charge_due()
        assert payment.state == "captured"
        return payment

    return pay


def give_back(payment, amount=None, key=None):
    refund = refund_payment(payment, amount, reason="requested", key=key or uuid4().hex)
    run_jobs()
    return refund


def dispute(sandbox, payment, *actions):
    """Let the bank dispute a charge, and then decide."""
    account = payment.account
    sandbox.act(account, payment.charge_id, "dispute")
    [seen] = gateway().list_disputes(account, charge=payment.charge_id)
    for action in actions:
        sandbox.act(account, seen.id, action)
    settle_returns(payment.id)
    db.session.commit()
    return Dispute.of(payment)[0]


def test_a_full_refund_gives_back_all_and_the_platform_its_fee(paid):
    payment = paid(50_00, fee=2_50)
    refund = give_back(payment)
    assert (refund.state, refund.amount, refund.fee_returned) == ("succeeded", 50_00, 2_50)
    assert (payment.state, payment.refunded_amount, refundable(payment)) == ("refunded", 50_00, 0)
    assert {code: amount for code, _, amount in ledger.balances() if amount} == {
        "processing_fees": payment.processing_fee,
        "psp_balance": -payment.processing_fee,
    }
    assert findings() == []


def test_parts_of_a_refund_return_the_fee_in_proportion_and_sum_to_the_whole(paid):
    payment = paid(10_01, fee=1_00)
    returned = []
    for amount in (3_33, 3_33, None):
        expected = returned_fee(payment, amount or refundable(payment))
        returned.append(give_back(payment, amount).fee_returned)
        assert returned[-1] == expected
    assert (payment.state, sum(returned)) == ("refunded", 1_00)
    assert findings() == []


@pytest.mark.parametrize(("currency", "amount", "part"), [("JPY", 501, 167), ("KWD", 1_250, 410), ("ISK", 501, 100)])
def test_every_currency_goes_back_as_the_same_amount(paid, currency, amount, part):
    payment = paid(amount, currency=currency, fee=50)
    assert give_back(payment, part).fee_returned == returned_fee(payment, part)
    give_back(payment)
    assert (payment.state, findings()) == ("refunded", [])


def test_a_part_leaves_the_payment_captured(paid):
    payment = paid(50_00)
    give_back(payment, 20_00)
    assert (payment.state, payment.refunded_amount, refundable(payment)) == ("captured", 20_00, 30_00)


@pytest.mark.parametrize("amount", [0, -1, 30_01, 2**63, 1.5, True])
def test_more_than_is_left_and_nonsense_is_refused(paid, amount):
    payment = paid(50_00)
    give_back(payment, 20_00)
    with pytest.raises(Invalid):
        give_back(payment, amount)
    db.session.rollback()


def test_steps_of_a_currency_hold_for_refunds(paid):
    with pytest.raises(Invalid, match="in steps of"):
        give_back(paid(1_250, currency="KWD", fee=0), 405)
    db.session.rollback()


def test_what_was_never_paid_cannot_be_given_back(new_payment):
    with pytest.raises(NotRefundable):
        give_back(new_payment())
    db.session.rollback()


def test_the_same_key_gives_back_once(paid):
    payment = paid()
    assert {give_back(payment, 10_00, key="twice").id for _ in range(3)} == {Refund.of(payment)[0].id}
    assert payment.refunded_amount == 10_00
    with pytest.raises(Refused, match="another refund"):
        give_back(payment, 11_00, key="twice")
    db.session.rollback()


def test_the_database_itself_refuses_more_than_was_captured(paid):
    payment = paid(50_00)
    give_back(payment, 30_00)
    for amount in (20_01, 50_00):
        db.session.add(Refund(payment_id=payment.id, amount=amount, reason="other", key=uuid4().hex))
        with pytest.raises(DBAPIError, match="cannot give back"):
            db.session.flush()
        db.session.rollback()


@pytest.mark.parametrize("change", ["amount = 1", "state = 'pending'", "gateway_id = 're_other'", "key = 'mine'"])
def test_what_a_refund_says_cannot_be_changed(paid, change):
    refund = give_back(paid())
    with pytest.raises(DBAPIError):
        db.session.execute(text(f"UPDATE public.refunds SET {change} WHERE id = :id"), {"id": refund.id})
    db.session.rollback()


def test_a_refund_that_fails_days_later_is_taken_back(paid, sandbox):
    payment = paid(card="refundFail", fee=2_50)
    refund = give_back(payment)
    assert refund.state == "succeeded"
    sandbox.act(payment.account, refund.gateway_id, "fail")
    settle_returns(payment.id)
    db.session.commit()
    assert (refund.state, refund.failure) == ("failed", "expired_or_canceled_card")
    assert (payment.state, payment.refunded_amount, refundable(payment)) == ("captured", 0, 50_00)
    assert ledger.balance("project_funds:1", "USD") == -50_00
    # The provider keeps the returned fee with us, so the second try has none to return.
    assert returned_fee(payment, 50_00) == 0
    assert findings() == []


def test_after_a_failed_refund_another_one_can_be_made(paid, sandbox):
    payment = paid(card="refundFail")
    sandbox.act(payment.account, give_back(payment).gateway_id, "fail")
    settle_returns(payment.id)
    assert give_back(payment).state == "succeeded"
    assert (payment.state, payment.refunded_amount, findings()) == ("refunded", 50_00, [])


def test_a_pending_refund_is_booked_and_looked_after(paid):
    payment = paid(card="pendingRefund")
    refund = give_back(payment)
    assert (refund.state, payment.state, findings()) == ("pending", "refunded", [])

    def has_come() -> bool:
        reconcile()
        return refund.state == "succeeded"

    # By the true clock: other tests compare the provider's time with ours.
    assert eventually(has_come, seconds=20)


def test_a_refund_made_on_the_providers_pages_is_found(paid):
    payment = paid()
    gateway().create_refund(
        payment.account, charge=payment.charge_id, amount=7_00, currency="USD", with_fee=False, reference="", key="d"
    )
    assert any("is not known" in finding for finding in findings())
    reconcile()
    db.session.commit()
    assert (payment.refunded_amount, Refund.of(payment)[0].state, findings()) == (7_00, "succeeded", [])


def test_what_the_provider_refuses_has_failed_and_says_why(paid, monkeypatch):
    payment = paid()
    refund = refund_payment(payment, reason="requested", key="late")
    gateway().create_refund(
        payment.account, charge=payment.charge_id, amount=50_00, currency="USD", with_fee=False, reference="", key="e"
    )
    run_jobs()
    assert refund.state == "failed" and "already been refunded" in str(refund.failure)
    reconcile()
    db.session.commit()
    assert (payment.state, findings()) == ("refunded", [])


def test_an_open_dispute_holds_the_money_and_costs_a_fee(paid, sandbox):
    payment = paid(50_00, fee=0)
    opened = dispute(sandbox, payment)
    assert (opened.state, opened.amount, opened.fee_amount) == ("needs_response", 50_00, 15_00)
    assert opened.evidence_due_at and opened.waits_for_us
    assert payment.state == "disputed"
    assert ledger.balance("dispute_hold", "USD") == 50_00
    assert ledger.balance("dispute_fees", "USD") == 15_00
    assert findings() == []
    with pytest.raises(NotRefundable):
        give_back(payment)
    db.session.rollback()


def test_a_dispute_that_is_won_brings_the_money_back_but_not_the_fee(paid, sandbox):
    payment = paid(50_00)
    assert dispute(sandbox, payment, "win").state == "won"
    assert payment.state == "captured"
    assert (ledger.balance("dispute_hold", "USD"), ledger.balance("project_funds:1", "USD")) == (0, -50_00)
    assert findings() == []


def test_a_dispute_that_is_lost_is_money_gone(paid, sandbox):
    payment = paid(50_00)
    closed = dispute(sandbox, payment, "lose")
    assert (closed.state, payment.state) == ("lost", "refunded")
    assert (ledger.balance("dispute_hold", "USD"), ledger.balance("project_funds:1", "USD")) == (0, 0)
    assert findings() == []


def test_what_was_given_back_before_a_dispute_is_not_disputed(paid, sandbox):
    payment = paid(50_00)
    give_back(payment, 20_00)
    assert dispute(sandbox, payment, "lose").withdrawn_amount == 30_00
    assert (payment.state, ledger.balance("project_funds:1", "USD"), findings()) == ("refunded", 0, [])


def test_an_inquiry_moves_nothing(paid, sandbox):
    payment = paid()
    sandbox.act(payment.account, payment.charge_id, "inquire")
    reconcile()
    db.session.commit()
    assert Dispute.of(payment)[0].state == "warning_needs_response"
    assert (payment.state, refundable(payment), findings()) == ("captured", 50_00, [])


def test_a_closed_dispute_stays_closed(paid, sandbox):
    payment = paid()
    closed = dispute(sandbox, payment, "lose")
    with pytest.raises(DBAPIError, match="is closed"):
        db.session.execute(text("UPDATE public.disputes SET state = 'won' WHERE id = :id"), {"id": closed.id})
    db.session.rollback()


EVENTS = ("charge.refunded", "refund.updated", "charge.dispute.created", "charge.dispute.closed")


@pytest.mark.parametrize("order", [*itertools.permutations(EVENTS)][::5])
def test_events_may_come_in_any_order_and_again(paid, sandbox, order):
    payment = paid(50_00)
    refund = give_back(payment, 20_00)
    sandbox.act(payment.account, payment.charge_id, "dispute")
    [seen] = gateway().list_disputes(payment.account, charge=payment.charge_id)
    sandbox.act(payment.account, seen.id, "lose")
    subjects = {"charge.refunded": payment.charge_id, "refund.updated": refund.gateway_id}
    for type in (*order, *order):
        hear(payment, type, subjects.get(type, seen.id))
    assert (payment.state, payment.refunded_amount) == ("refunded", 20_00)
    assert (ledger.balance("project_funds:1", "USD"), findings()) == (0, [])


def hear(payment, type, object_id):
    """Work on an event as the inbox would; the same one twice is two events."""
    subject = {"id": object_id, "currency": payment.currency.lower()}
    if type != "charge.refunded":
        subject["charge"] = payment.charge_id
    event = {"account": payment.account, "livemode": False, "data": {"object": subject}}
    row = {"provider": "stripe", "event_id": f"evt_{uuid4().hex}", "type": type, "object_id": object_id}
    with tenancy.transaction(None):
        db.session.add(WebhookEvent(**row, account=payment.account, created=int(time.time()), payload=event))
        db.session.flush()
        process(row["event_id"])
    db.session.expire_all()
