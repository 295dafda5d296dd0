"""Members choose another amount or reward; it counts from the next month on, and the stock keeps it until then."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from educrowd.blueprints.crowdfunding.launching.creating import add_reward, launch_project
from educrowd.blueprints.crowdfunding.launching.suspending import suspend_project
from educrowd.blueprints.crowdfunding.memberships.leaving import leave
from educrowd.blueprints.crowdfunding.memberships.planning import plan_change, withdraw_change
from educrowd.blueprints.crowdfunding.memberships.renewing import renew
from educrowd.blueprints.crowdfunding.memberships.stopping import stop_project
from educrowd.blueprints.crowdfunding.models import PlannedChange, Pledge, Reward
from educrowd.blueprints.crowdfunding.models.errors import Frozen, SoldOut
from educrowd.blueprints.crowdfunding.pledging import links
from educrowd.blueprints.crowdfunding.pledging.changing import change_pledge
from educrowd.blueprints.crowdfunding.pledging.wishes import Wish
from educrowd.blueprints.crowdfunding.rewards.filing import add_file, file_for
from educrowd.core import entitlements
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.payments import refund_payment, settle_returns
from educrowd.core.payments.checking import findings
from educrowd.core.tenancy import bind
from tests.crowdfunding.test_months_given_back import use_card
from tests.crowdfunding.test_recurring import has_seat, months_of, renewed
from tests.gateway import succeeded_at_provider
from tests.jobs import run_jobs


@pytest.fixture
def club(new_project, course):
    """A club with a postcard, and one seat in the choir."""
    club = new_project("Club", goal=500_00, kind="recurring", deadline=None, course_id=course.id, live=False)
    add_reward(club, title="A seat in the choir", amount=30_00, quantity=1, gives_course=False)
    launch_project(club)
    db.session.commit()
    return club


@pytest.fixture
def choir(club) -> Reward:
    return club.rewards[1]


@pytest.fixture
def ask(visitor):
    """`ask(pledge, "change", amount="15")` sends the form of the signed page, as who holds its link."""

    def send(pledge, step, **fields):
        address = links.page_of(pledge.public_id).removeprefix(visitor.origin)
        form = visitor.get(address.replace("?", "/change?") if step == "change" else address).text
        token = re.findall(r'name="csrf_token" value="([^"]+)"', form)[0]
        answer = visitor.post(
            address.replace("?", f"/{step}?"), data={"csrf_token": token} | fields, follow_redirects=True
        )
        db.session.expire_all()
        return answer

    return send


def wants(pledge: Pledge, **other) -> Wish:
    return replace(Wish.of(pledge), **other)


def has_reward(pledge: Pledge, reward: Reward) -> bool:
    return entitlements.holds(pledge.user_id, kind="reward", subject_id=reward.id)


def amounts_of(pledge: Pledge) -> list[int]:
    return sorted(succeeded_at_provider(pledge.payment.account))


def test_a_dearer_reward_is_kept_now_and_charged_with_the_next_month(member, choir, month_passes, letters):
    postcard = member.reward
    plan_change(member, wants(member, reward=choir, amount=None))
    run_jobs()
    assert (member.amount, member.reward, member.planned.amount) == (20_00, postcard, 30_00)
    assert (postcard.taken, choir.taken, findings()) == (1, 1, [])
    assert letters(member.user, "from next month on") == 1
    month_passes(member)
    renewed()
    assert (member.amount, member.reward, member.planned) == (30_00, choir, None)
    assert (postcard.taken, choir.taken, amounts_of(member)) == (0, 1, [20_00, 30_00])
    assert (has_reward(member, choir), has_reward(member, postcard), has_seat(member)) == (True, False, False)
    assert (member.project.raised.minor, findings()) == (30_00, [])
    month_passes(member)
    renewed()
    assert amounts_of(member) == [20_00, 30_00, 30_00]


def test_a_cheaper_amount_after_a_part_was_given_back(member, month_passes):
    refund_payment(member.payment, 15_00, reason="requested", key=uuid4().hex)
    run_jobs()
    plan_change(member, wants(member, amount=12_00))
    month_passes(member)
    renewed()
    assert (member.amount, member.refunded_amount, amounts_of(member)) == (12_00, 0, [12_00, 20_00])
    assert member.project.raised.minor == 12_00


def test_the_last_one_is_kept_for_who_chose_it_first(club, member, choir, back, people):
    other = back(club, people(1)[0], 20_00, reward=club.rewards[0])
    run_jobs()
    plan_change(member, wants(member, reward=choir, amount=None))
    with pytest.raises(SoldOut):
        plan_change(other, wants(other, reward=choir, amount=None))
    db.session.rollback()
    assert choir.taken == 0


def test_many_members_at_once_get_no_more_than_there_is(app, club, member, choir, back, people):
    members = [member, *(back(club, person, 20_00, reward=club.rewards[0]) for person in people(3))]
    run_jobs()
    tenant, ids, wanted = current.tenant, [each.id for each in members], choir.id

    def choose(pledge_id: int) -> bool:
        with app.app_context(), bind(tenant):
            pledge = Pledge.locked(pledge_id)
            try:
                plan_change(pledge, wants(pledge, reward=db.session.get_one(Reward, (tenant.id, wanted)), amount=None))
            except SoldOut:
                db.session.rollback()
                return False
            db.session.commit()
            return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(choose, ids)) == 1
    db.session.expire_all()
    assert (choir.taken, findings()) == (1, [])


def test_a_change_and_the_renewal_at_the_same_moment_charge_one_of_both_amounts(app, member, month_passes):
    plan_change(member, wants(member, amount=25_00))
    month_passes(member)
    tenant, pledge_id = current.tenant, member.id
    db.session.commit()

    def renew_it() -> None:
        with app.app_context(), bind(tenant):
            renew(pledge_id)
            db.session.commit()

    def change_it() -> None:
        with app.app_context(), bind(tenant):
            pledge = Pledge.locked(pledge_id)
            try:
                plan_change(pledge, wants(pledge, amount=40_00))
                db.session.commit()
            except Frozen:
                db.session.rollback()

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(each) for each in (renew_it, change_it, renew_it, change_it)]:
            done.result()
    run_jobs()
    db.session.expire_all()
    assert (amounts_of(member), months_of(member)) == ([20_00, 25_00], [(2, "captured"), (1, "captured")])


def test_who_thinks_again_frees_what_was_kept(member, choir, month_passes, letters):
    plan_change(member, wants(member, reward=choir, amount=None))
    withdraw_change(member)
    run_jobs()
    assert (choir.taken, member.planned, letters(member.user, "from next month on")) == (0, None, 2)
    with pytest.raises(Frozen):
        withdraw_change(member)
    month_passes(member)
    renewed()
    assert amounts_of(member) == [20_00, 20_00]


def test_another_plan_takes_the_place_of_the_first_and_the_present_state_is_none(member, choir):
    postcard = member.reward
    plan_change(member, wants(member, reward=choir, amount=None))
    plan_change(member, wants(member, reward=postcard, amount=15_00))
    assert (choir.taken, postcard.taken, member.planned.amount) == (0, 1, 15_00)
    plan_change(member, wants(member, amount=20_00))
    assert (member.planned, findings()) == (None, [])


@pytest.mark.parametrize("ending", ["leaves", "is given back", "is disputed", "is stopped"])
def test_with_a_membership_end_its_plans(club, member, choir, month_passes, sandbox, ending):
    plan_change(member, wants(member, reward=choir, amount=None))
    payment = member.payment
    if ending == "leaves":
        leave(member)
    elif ending == "is given back":
        refund_payment(payment, reason="requested", key=uuid4().hex)
        run_jobs()
    elif ending == "is disputed":
        sandbox.act(payment.account, payment.charge_id, "dispute")
        settle_returns(payment.id)
    else:
        stop_project(club)
        month_passes(member)
        renewed()
    db.session.expire_all()
    assert (choir.taken, member.planned, findings()) == (0, None, [])


def test_a_declined_dearer_month_keeps_what_was_paid_before_and_opens_nothing_new(member, choir, month_passes):
    old = add_file(member.reward, name="songs.pdf", data=b"%PDF-1.7 songs").public_id
    new = add_file(choir, name="voices.pdf", data=b"%PDF-1.7 voices").public_id
    plan_change(member, wants(member, reward=choir, amount=None))
    use_card(member, "chargeCustomerFail")
    month_passes(member)
    renewed()
    assert (member.state, member.reward) == ("errored", choir)
    assert file_for(member, old) is not None and file_for(member, new) is None
    assert not has_reward(member, choir)


def test_why_it_cannot_be_changed_is_said(club, member, month_passes):
    def refusal() -> str:
        with pytest.raises(Frozen) as refused:
            plan_change(member, wants(member, amount=50_00))
        return refused.value.message

    leave(member)
    assert "stay a member first" in refusal()
    member.stay()
    suspend_project(club, reason="Asked by the police")
    assert "suspended" in refusal()
    club.suspended_at = None
    month_passes(member)
    assert "being charged" in refusal()
    use_card(member, "chargeCustomerFail")
    renewed()
    assert "not paid yet" in refusal()


def test_the_database_changes_no_paid_amount_but_to_what_was_planned(member, choir, month_passes):
    change = "UPDATE public.pledges SET amount = :amount WHERE id = :id"
    plan_change(member, wants(member, amount=25_00))
    db.session.commit()

    def refused(amount: int) -> None:
        with pytest.raises(DBAPIError), db.session.begin_nested():
            db.session.execute(text(change), {"amount": amount, "id": member.id})

    refused(25_00)  # its month has not come
    month_passes(member)
    refused(26_00)
    with pytest.raises(DBAPIError), db.session.begin_nested():
        db.session.execute(text("UPDATE public.planned_changes SET amount = 1"))
    db.session.rollback()
    renewed()
    assert member.amount == 25_00


def test_another_sites_plans_are_not_there(member, new_site):
    plan_change(member, wants(member, amount=25_00))
    other = new_site("other")
    db.session.commit()
    with bind(other):
        assert db.session.query(PlannedChange).all() == []
        assert db.session.scalar(text("SELECT count(*) FROM public.planned_lines")) == 0


def test_a_member_changes_by_the_link_and_reads_what_comes(member, choir, ask, visitor):
    page = visitor.get(links.page_of(member.public_id, "change").removeprefix(visitor.origin)).text
    assert "It counts from" in page and "nothing is charged today" in page
    answer = ask(member, "change", reward_id=choir.id, amount="30")
    for words in ("Your membership changes with the next month", "is charged $30.00 again on", "Keep it as it is now"):
        assert words in answer.text, words
    assert member.planned.reward_id == choir.id
    answer = ask(member, "change/withdrawal")
    assert "is charged $20.00 again on" in answer.text and member.planned is None


def test_the_page_says_why_not(member, visitor):
    leave(member)
    db.session.commit()
    refused = visitor.get(links.page_of(member.public_id, "change").removeprefix(visitor.origin))
    assert (refused.status_code, "stay a member first" in refused.text) == (409, True)
    assert (
        "Change amount or reward" not in visitor.get(links.page_of(member.public_id).removeprefix(visitor.origin)).text
    )


def test_a_program_changes_a_membership_and_takes_it_back(member, choir, client, ada, nell):
    call = client(ada)
    data = call("PATCH", f"/pledges/{member.id}/", {"reward_id": choir.id, "amount": 31_00}).json["data"]
    assert (data["amount"], data["planned"]["amount"], data["planned"]["reward_id"]) == (20_00, 31_00, choir.id)
    assert sum(line["amount"] for line in data["planned"]["lines"]) == 31_00
    assert client(nell)("PATCH", f"/pledges/{member.id}/", {"amount": 1_00}).status_code == 403
    assert client(nell)("DELETE", f"/pledges/{member.id}/planned-change/").status_code == 403
    assert call("DELETE", f"/pledges/{member.id}/planned-change/").json["data"]["planned"] is None
    assert call("DELETE", f"/pledges/{member.id}/planned-change/").status_code == 409
    assert call("PATCH", f"/pledges/{member.id}/", {"amount": 1}).status_code == 422


def test_the_creator_sees_what_comes(member, choir, visit, demo, nell):
    change_pledge(member, wants(member, reward=choir, amount=None))
    db.session.commit()
    page = visit(demo).sign_in(nell).get(f"/studio/projects/{member.project_id}/backers/{member.id}").text
    assert "From then on $30.00 a month, A seat in the choir" in page
