"""What webhooks are told of memberships, from the first month to the end."""

from __future__ import annotations

from educrowd.blueprints.crowdfunding.collecting.recovering import give_up
from educrowd.blueprints.crowdfunding.memberships.leaving import leave, stay
from educrowd.blueprints.crowdfunding.memberships.renewing import renew_due_memberships
from educrowd.blueprints.crowdfunding.memberships.stopping import stop_project
from educrowd.core.payments import refund_payment, save_card
from tests.admin.test_webhook_events import OF_ITS_BACKER_ALONE, heard  # noqa: F401
from tests.crowdfunding.conftest import back, club, course, member, month_passes, nell, new_project  # noqa: F401
from tests.jobs import run_jobs


def test_a_membership_starts_is_left_continued_and_stopped(heard, club, member, month_passes):  # noqa: F811
    assert [(each["id"], each["state"]) for each in heard()["membership.started"]] == [(member.id, "collected")]
    leave(member)
    (leaving,) = heard()["membership.leaving"]
    assert leaving["ends_at"] == leaving["next_month_at"] and OF_ITS_BACKER_ALONE.isdisjoint(leaving)
    stay(member)
    assert [each["ends_at"] for each in heard()["membership.continued"]] == [None]
    month_passes(member)
    renew_due_memberships()
    assert len(heard()["membership.started"]) == 1
    stop_project(club)
    assert [each["id"] for each in heard()["membership.stopped"]] == [club.id]
    assert "membership.left" not in heard()
    month_passes(member)
    renew_due_memberships()
    told = heard()
    assert [(each["id"], each["state"]) for each in told["membership.left"]] == [(member.id, "cancelled")]


def test_a_membership_whose_month_goes_back_is_left(heard, club, member):  # noqa: F811
    refund_payment(member.payment, key="one", reason="requested")
    assert [each["state"] for each in heard()["membership.left"]] == ["refunded"]


def test_a_membership_that_is_not_paid_is_left_if_it_had_begun(heard, club, member, back, owner, month_passes):  # noqa: F811
    setup = save_card(member.user, purpose="pledge", reference="x", payment_method="pm_card_chargeCustomerFail")
    member.card, member.card_setup_id = setup, setup.id
    never = back(club, owner, 20_00, card="chargeCustomerFail")
    month_passes(member)
    renew_due_memberships()
    run_jobs()
    for pledge in (member, never):
        give_up(pledge.payment_id)
    told = heard()
    assert [(each["id"], each["state"]) for each in told["membership.left"]] == [(member.id, "dropped")]
    assert [each["id"] for each in told["membership.started"]] == [member.id]
