"""Who gets a month of a membership back is charged for none after it, whatever comes first."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooSoon
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text

from educrowd.blueprints.crowdfunding.memberships.renewing import renew, renew_due_memberships
from educrowd.blueprints.crowdfunding.models import Pledge
from educrowd.blueprints.crowdfunding.refunds.asking_back import approve, ask_back
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.payments import gateway, refund_payment, save_card, settle_returns
from educrowd.core.payments.charging import charge
from educrowd.core.payments.checking import findings
from educrowd.core.payments.leasing import Lease
from educrowd.core.tenancy import bind
from tests.crowdfunding.test_recurring import has_seat, months_of, renewed
from tests.gateway import succeeded_at_provider
from tests.jobs import run_jobs


def ordered_on_the_providers_pages(payment) -> None:
    """Somebody gives it all back there, and the news do not reach us."""
    about = {"charge": payment.charge_id, "amount": payment.amount, "currency": payment.currency}
    gateway().create_refund(payment.account, **about, with_fee=True, reference="", key=uuid4().hex)


def use_card(pledge, name: str) -> None:
    setup = save_card(pledge.user, purpose="pledge", reference=name, payment_method=f"pm_card_{name}")
    pledge.card, pledge.card_setup_id = setup, setup.id
    db.session.commit()


def test_a_refund_that_is_on_its_way_keeps_the_next_month_from_being_charged(member, month_passes):
    refund_payment(member.payment, reason="requested", key=uuid4().hex)
    month_passes(member)
    renew_due_memberships()
    renew(member.id)
    db.session.commit()
    assert (member.state, months_of(member)) == ("collected", [(1, "captured")])
    run_jobs()
    renewed()
    assert (member.state, months_of(member), has_seat(member)) == ("refunded", [(1, "refunded")], False)
    assert succeeded_at_provider(member.payment.account) == [20_00]


def test_parts_that_make_the_whole_are_a_whole(member, month_passes):
    refund_payment(member.payment, 15_00, reason="requested", key=uuid4().hex)
    refund_payment(member.payment, 5_00, reason="requested", key=uuid4().hex)
    month_passes(member)
    renew(member.id)
    db.session.commit()
    assert months_of(member) == [(1, "captured")]


def test_a_refund_that_fails_lets_the_membership_go_on(member, month_passes):
    refund = refund_payment(member.payment, reason="requested", key=uuid4().hex)
    month_passes(member)
    renew(member.id)
    refund.give_up("the account was closed")
    db.session.commit()
    renewed()
    assert months_of(member) == [(2, "captured"), (1, "captured")]


def test_a_renewal_waits_for_who_orders_a_refund_at_the_same_moment(app, member, month_passes):
    month_passes(member)
    tenant, pledge_id = current.tenant, member.id

    def renew_elsewhere() -> str:
        with app.app_context(), bind(tenant):
            renew(pledge_id)
            db.session.commit()
            return db.session.get_one(Pledge, (tenant.id, pledge_id)).state

    with ThreadPoolExecutor(1) as pool:
        refund_payment(member.payment, reason="requested", key=uuid4().hex)
        other = pool.submit(renew_elsewhere)
        with pytest.raises(TooSoon):
            other.result(timeout=0.5)
        db.session.commit()
        assert other.result(timeout=10) == "collected"
    run_jobs()
    db.session.expire_all()
    assert (member.state, months_of(member)) == ("refunded", [(1, "refunded")])


def test_a_month_that_was_charged_before_the_news_came_goes_back_as_well(member, month_passes):
    first = member.payment
    month_passes(member)
    ordered_on_the_providers_pages(first)
    renewed()
    assert months_of(member) == [(2, "captured"), (1, "captured")]
    settle_returns(first.id)
    run_jobs()
    assert (member.state, has_seat(member)) == ("refunded", False)
    assert months_of(member) == [(2, "refunded"), (1, "refunded")]
    month_passes(member)
    renewed()
    assert len(months_of(member)) == 2
    assert findings() == []


def test_a_month_that_is_being_charged_when_the_news_come_goes_back_once_it_is_paid(member, month_passes):
    first = member.payment
    month_passes(member)
    ordered_on_the_providers_pages(first)
    renew(member.id)
    db.session.commit()
    lease = Lease.take(10)
    settle_returns(first.id)
    db.session.commit()
    run_jobs()
    assert (member.state, months_of(member)) == ("charging", [(2, "charging"), (1, "refunded")])
    charge(lease)
    run_jobs()
    db.session.expire_all()
    assert (member.state, months_of(member)) == ("refunded", [(2, "refunded"), (1, "refunded")])


@pytest.mark.parametrize("is_tried", [False, True])
def test_a_month_that_nobody_has_paid_is_asked_for_no_more(member, month_passes, is_tried):
    first = member.payment
    month_passes(member)
    ordered_on_the_providers_pages(first)
    use_card(member, "chargeCustomerFail")
    renew(member.id)
    db.session.commit()
    if is_tried:
        run_jobs()
        assert member.state == "errored"
    settle_returns(first.id)
    db.session.commit()
    run_jobs()
    db.session.expire_all()
    assert (member.state, months_of(member), has_seat(member)) == ("dropped", [(2, "dropped"), (1, "refunded")], False)
    assert succeeded_at_provider(first.account) == [20_00]


def test_who_disputes_while_the_next_month_is_asked_for_pays_neither_it_nor_another(member, month_passes, sandbox):
    first = member.payment
    month_passes(member)
    use_card(member, "chargeCustomerFail")
    renewed()
    sandbox.act(first.account, first.charge_id, "dispute")
    settle_returns(first.id)
    db.session.commit()
    run_jobs()
    db.session.expire_all()
    assert (member.state, months_of(member)) == ("dropped", [(2, "dropped"), (1, "disputed")])


def test_what_was_asked_back_is_the_month_that_was_paid_then_and_ends_what_came_after(member, month_passes, nell):
    request = ask_back(member, reason="I cannot come any more")
    first = member.payment_id
    month_passes(member)
    db.session.commit()
    renewed()
    refund = approve(request, by=nell).refund
    assert refund is not None and refund.payment_id == first
    run_jobs()
    assert (member.state, months_of(member)) == ("refunded", [(2, "refunded"), (1, "refunded")])


def test_the_checker_finds_a_month_that_was_not_taken_back(member, month_passes, database_urls):
    first = member.payment
    month_passes(member)
    ordered_on_the_providers_pages(first)
    renewed()
    settle_returns(first.id)
    db.session.commit()
    assert findings() == []
    superuser = create_engine(database_urls.superuser)
    with superuser.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text("UPDATE public.refunds SET updated_at = updated_at - interval '1 hour'"))
    superuser.dispose()
    assert "was demanded after month 1 had been given back" in " ".join(findings())
    run_jobs()


def test_a_refund_that_takes_days_makes_no_overdue_membership(member, month_passes, database_urls):
    refund_payment(member.payment, reason="requested", key=uuid4().hex)
    month_passes(member)
    db.session.commit()
    superuser = create_engine(database_urls.superuser)
    late = "UPDATE public.pledges SET next_month_at = next_month_at + :by * interval '1 day' WHERE id = :id"
    with superuser.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text(late), {"by": -2, "id": member.id})
    assert not [one for one in findings() if "renewed or ended" in one]
    with superuser.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text(late), {"by": 2, "id": member.id})
    superuser.dispose()
    run_jobs()
