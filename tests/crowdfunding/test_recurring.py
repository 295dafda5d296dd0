"""Memberships: paid when joined and again each month, exactly once, until somebody ends them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.exc import DBAPIError

from educrowd.blueprints.crowdfunding.collecting.recovering import cancel_pledge
from educrowd.blueprints.crowdfunding.launching.cancelling import cancel_project
from educrowd.blueprints.crowdfunding.launching.suspending import resume_project, suspend_project
from educrowd.blueprints.crowdfunding.memberships.leaving import leave, stay
from educrowd.blueprints.crowdfunding.memberships.renewing import renew, renew_due_memberships
from educrowd.blueprints.crowdfunding.memberships.stopping import stop_project
from educrowd.blueprints.crowdfunding.models import Pledge, PledgeMonth
from educrowd.blueprints.crowdfunding.models.errors import Frozen
from educrowd.core import entitlements, ledger
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from educrowd.core.payments import gateway, refund_payment, save_card, settle_returns
from educrowd.core.payments.checking import findings
from educrowd.core.tenancy import bind
from tests.gateway import succeeded_at_provider
from tests.jobs import run_jobs


@pytest.fixture
def broken_card(member):
    """The card behind the membership is declined from now on."""
    setup = save_card(member.user, purpose="pledge", reference="broken", payment_method="pm_card_chargeCustomerFail")
    member.card, member.card_setup_id = setup, setup.id
    db.session.commit()


def renewed() -> None:
    renew_due_memberships()
    run_jobs()


def months_of(pledge: Pledge) -> list[tuple[int, str]]:
    return [(month.number, month.payment.state) for month in db.session.scalars(PledgeMonth.of(pledge))]


def has_seat(pledge: Pledge) -> bool:
    course_id = pledge.project.course_id
    return course_id is not None and entitlements.holds(pledge.user_id, kind="course", subject_id=course_id)


def test_a_member_pays_when_joining_and_the_creator_can_have_it_at_once(club, member):
    assert (club.state, club.is_open, member.state, months_of(member)) == ("live", True, "collected", [(1, "captured")])
    assert club.raised.minor == 20_00
    assert (ledger.balance(club.funds_account, "USD"), ledger.balance("creator_payable", "USD")) == (0, -20_00)
    assert has_seat(member)


def test_a_month_later_the_card_is_charged_again_exactly_once(member, month_passes):
    renewed()
    assert months_of(member) == [(1, "captured")]
    month_passes(member)
    renew_due_memberships()
    renew_due_memberships()
    renew(member.id)
    run_jobs()
    renewed()
    renew(member.id)
    assert months_of(member) == [(2, "captured"), (1, "captured")]
    assert succeeded_at_provider(member.payment.account) == [20_00, 20_00]
    assert ledger.balance("creator_payable", "USD") == -40_00
    assert findings() == []


def test_two_workers_at_once_charge_one_month(app, member, month_passes):
    month_passes(member)
    tenant, pledge_id = current.tenant, member.id
    db.session.commit()

    def work(_: int) -> None:
        with app.app_context(), bind(tenant):
            renew(pledge_id)
            db.session.commit()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    run_jobs()
    assert months_of(member) == [(2, "captured"), (1, "captured")]
    assert succeeded_at_provider(member.payment.account) == [20_00, 20_00]


def test_months_begin_on_the_day_of_the_first_as_far_as_there_is_one(member):
    begins = [db.session.scalar(func.app.month_begins("2027-01-31 09:30+00", n)).strftime("%b %d") for n in range(1, 6)]
    assert begins == ["Jan 31", "Feb 28", "Mar 31", "Apr 30", "May 31"]
    moments = ["2027-02-28 09:29", "2027-02-28 09:30", "2027-03-30 23:00", "2027-03-31 09:30", "2028-02-29 09:30"]
    numbers = [db.session.scalar(func.app.month_at("2027-01-31 09:30+00", f"{moment}+00")) for moment in moments]
    assert numbers == [1, 2, 2, 3, 14]


def test_a_month_that_the_card_declines_is_paid_by_another_card(member, month_passes, broken_card, bring_card):
    month_passes(member)
    renewed()
    assert (member.state, member.project.at_risk.minor, has_seat(member)) == ("errored", 20_00, True)
    bring_card(member)
    assert (member.state, months_of(member)) == ("collected", [(2, "captured"), (1, "captured")])
    assert succeeded_at_provider(member.payment.account) == [20_00, 20_00]


def test_a_month_that_is_not_paid_in_its_window_ends_the_membership(
    member, month_passes, broken_card, days_pass, letters
):
    month_passes(member)
    renewed()
    days_pass(14)
    assert (member.state, has_seat(member), member.project.rewards[0].taken) == ("dropped", False, 0)
    assert (member.project.raised.minor, member.can_pay_late, letters(member.user, "membership has ended")) == (
        0,
        False,
        1,
    )
    assert months_of(member) == [(2, "dropped"), (1, "captured")]


def test_a_member_brings_another_card_before_the_old_one_runs_out(member, month_passes, bring_card):
    old = member.card.payment_method
    bring_card(member)
    assert (member.state, member.card.payment_method == old) == ("collected", False)
    assert succeeded_at_provider(member.payment.account) == [20_00]
    month_passes(member)
    renewed()
    assert (member.payment.state, member.payment.payment_method) == ("captured", member.card.payment_method)


def test_who_leaves_has_access_until_the_paid_month_is_over(member, month_passes, letters):
    cancel_pledge(member)
    run_jobs()
    assert (member.state, has_seat(member), member.charges_next_at) == ("collected", True, None)
    assert letters(member.user, "Your membership ends") == 1
    with pytest.raises(Frozen):
        leave(member)
    month_passes(member)
    renewed()
    assert (member.state, has_seat(member), member.project.rewards[0].taken) == ("cancelled", False, 0)
    assert (months_of(member), member.project.raised.minor) == ([(1, "captured")], 0)
    assert letters(member.user, "Your membership has ended") == 1


def test_who_thinks_again_stays(member, month_passes):
    leave(member)
    stay(member)
    month_passes(member)
    renewed()
    assert months_of(member) == [(2, "captured"), (1, "captured")]


def test_it_is_too_late_to_stay_when_the_month_is_over(member, month_passes):
    leave(member)
    month_passes(member)
    with pytest.raises(Frozen):
        stay(member)


def test_who_left_joins_again(club, member, month_passes, back, ada):
    leave(member)
    month_passes(member)
    renewed()
    again = back(club, ada, 30_00)
    run_jobs()
    assert (again.state, months_of(again), has_seat(again)) == ("collected", [(1, "captured")], True)


def test_nobody_pays_for_months_in_which_the_project_is_suspended(club, member, month_passes):
    suspend_project(club, reason="Asked by the police")
    for _ in range(2):
        month_passes(member)
        renewed()
    assert (member.state, months_of(member)) == ("collected", [(1, "captured")])
    resume_project(club)
    renewed()
    assert (club.is_open, months_of(member)) == (True, [(2, "captured"), (1, "captured")])


def test_months_that_were_missed_are_not_made_up_for(member, month_passes):
    month_passes(member, 3)
    renewed()
    renewed()
    assert months_of(member) == [(4, "captured"), (1, "captured")]


def test_when_the_creator_stops_it_members_keep_what_they_paid_for(club, member, month_passes, letters):
    stop_project(club)
    run_jobs()
    assert (club.state, club.takes_pledges, member.state, has_seat(member)) == ("collecting", False, "collected", True)
    assert letters(member.user, "Your membership ends") == 1
    with pytest.raises(Frozen):
        stop_project(club)
    month_passes(member)
    renewed()
    assert (member.state, has_seat(member), club.state) == ("cancelled", False, "settled")
    assert (succeeded_at_provider(member.payment.account), ledger.balance("creator_payable", "USD")) == (
        [20_00],
        -20_00,
    )


def test_a_suspended_membership_can_be_stopped_and_one_without_members_settles_at_once(club):
    suspend_project(club, reason="Asked by the police")
    stop_project(club)
    run_jobs()
    assert (club.state, club.is_suspended, club.close_record.outcome) == ("settled", False, "funded")


def test_what_members_have_paid_is_not_cancelled(club, member):
    with pytest.raises(Frozen):
        cancel_project(club, reason="No time")
    assert (club.state, member.state) == ("live", "collected")


def test_a_refund_of_an_earlier_month_leaves_the_present_one_alone(member, month_passes, letters):
    first = member.payment
    month_passes(member)
    renewed()
    refund_payment(first, reason="requested", key=uuid4().hex)
    run_jobs()
    assert (member.state, member.refunded_amount, has_seat(member)) == ("collected", 0, True)
    assert months_of(member) == [(2, "captured"), (1, "refunded")]
    assert (ledger.balance("creator_payable", "USD"), letters(member.user, "Your refund")) == (-20_00, 1)


def test_a_part_of_a_month_given_back_is_of_that_month_alone(member, month_passes):
    refund_payment(member.payment, 5_00, reason="requested", key=uuid4().hex)
    run_jobs()
    assert (member.refunded_amount, member.project.raised.minor) == (5_00, 15_00)
    month_passes(member)
    renewed()
    assert (member.refunded_amount, member.project.raised.minor) == (0, 20_00)


def test_who_gets_a_month_back_is_no_member_any_more(member, month_passes):
    refund_payment(member.payment, reason="requested", key=uuid4().hex)
    run_jobs()
    month_passes(member)
    renewed()
    assert (member.state, has_seat(member), months_of(member)) == ("refunded", False, [(1, "refunded")])


def test_who_disputes_a_month_is_not_charged_for_another(member, month_passes, sandbox):
    payment = member.payment
    sandbox.act(payment.account, payment.charge_id, "dispute")
    settle_returns(payment.id)
    run_jobs()
    assert (member.state, member.charges_next_at) == ("disputed", None)
    [seen] = gateway().list_disputes(payment.account, charge=payment.charge_id)
    sandbox.act(payment.account, seen.id, "win")
    settle_returns(payment.id)
    month_passes(member)
    renewed()
    assert (member.state, months_of(member)) == ("cancelled", [(1, "captured")])


def test_a_membership_has_no_end_that_is_known_before(new_project, nell):
    with pytest.raises(Invalid):
        new_project("Club", kind="recurring", live=False)
    assert new_project("Club", kind="recurring", deadline=None, live=False).is_ready


def test_the_database_lets_nobody_be_charged_before_the_month_has_come(member):
    for column, value in (("state", "charging"), ("state", "cancelled")):
        with pytest.raises(DBAPIError), db.session.begin_nested():
            db.session.execute(
                text(f"UPDATE public.pledges SET {column} = :to WHERE id = :id"), {"to": value, "id": member.id}
            )
    values = {"pledge": member.id, "payment": member.payment_id, "tenant": current.tenant.id}
    with pytest.raises(DBAPIError), db.session.begin_nested():
        db.session.execute(
            text(
                "INSERT INTO public.pledge_months (tenant_id, pledge_id, number, payment_id, due_at)"
                " SELECT :tenant, :pledge, 2, :payment, next_month_at FROM public.pledges WHERE id = :pledge"
            ),
            values,
        )


def test_months_of_another_site_are_not_there(member, visit, new_site):
    other = new_site("other")
    db.session.commit()
    with bind(other):
        assert db.session.scalars(select(PledgeMonth)).all() == []
        renew_due_memberships()


def test_the_checker_finds_a_month_without_payment_and_a_membership_that_was_forgotten(member, database_urls):
    superuser = create_engine(database_urls.superuser)
    db.session.commit()
    with superuser.connect() as connection:
        connection.execute(text("SET session_replication_role = replica"))
        late = "UPDATE public.pledges SET next_month_at = next_month_at + :by * interval '1 day' WHERE id = :id"
        connection.execute(text(late), {"by": -60, "id": member.id})
        connection.commit()
        found = " ".join(findings())
        connection.execute(text(late), {"by": 60, "id": member.id})
        moved = text("UPDATE public.pledge_months SET payment_id = payment_id + :by WHERE pledge_id = :id")
        connection.execute(moved, {"by": 1000, "id": member.id})
        connection.commit()
        found_more = " ".join(findings())
        connection.execute(moved, {"by": -1000, "id": member.id})
        connection.commit()
    superuser.dispose()
    assert "should have been renewed or ended" in found and "its last month at payment" in found
    assert "is for no month" in found_more and "its payment is over" in found_more
