"""What members, creators and programs see of a membership, and what they can do there."""

from __future__ import annotations

import re

import pytest

from educrowd.blueprints.crowdfunding.memberships.renewing import renew_due_memberships
from educrowd.blueprints.crowdfunding.money.milestones import add_milestone
from educrowd.blueprints.crowdfunding.pledging import links
from educrowd.core.db import db
from tests.jobs import run_jobs
from tests.queries import queries


@pytest.fixture
def at_my_page(visitor):
    """`at_my_page(pledge)` reads it, `at_my_page(pledge, "continuation")` presses its button; by the signed link."""

    def go(pledge, step=""):
        address = links.page_of(pledge.public_id).removeprefix(visitor.origin)
        page = visitor.get(address).text
        if not step:
            return page
        token = re.findall(r'name="csrf_token" value="([^"]+)"', page)[0]
        answer = visitor.post(address.replace("?", f"/{step}?"), data={"csrf_token": token}, follow_redirects=True)
        db.session.expire_all()
        return answer.text

    return go


@pytest.fixture
def nell_at_home(visit, demo, nell):
    return visit(demo).sign_in(nell)


def test_the_pages_speak_of_months_and_members(club, member, visitor):
    page = visitor.get(f"/projects/{club.slug}").text
    for words in ("Become a member", "a month", "1 member", "again every month", "Membership, paid monthly"):
        assert words in page, words
    assert "again every month" in visitor.get(f"/projects/{club.slug}/pledge").text
    assert club.title in visitor.get("/projects/").text
    assert club.title in visitor.get("/projects/?standing=open").text


def test_a_member_reads_when_the_card_is_charged_next_and_what_was_paid(member, at_my_page):
    page = at_my_page(member)
    for words in (
        "You are a member",
        "Paid until",
        "is charged $20.00 again on",
        "Your months",
        member.payment.charge_id,
    ):
        assert words in page, words
    assert "Change pledge" not in page


def test_a_member_leaves_and_stays_by_the_link(member, at_my_page, visitor):
    address = links.page_of(member.public_id, "cancellation").removeprefix(visitor.origin)
    assert "End your membership?" in visitor.get(address).text
    page = at_my_page(member, "cancellation")
    assert "Your membership ends on" in page and member.ends_at
    page = at_my_page(member, "continuation")
    assert "Paid until" in page and member.ends_at is None


def test_who_has_left_is_asked_to_join_again(member, at_my_page, month_passes):
    at_my_page(member, "cancellation")
    month_passes(member)
    renew_due_memberships()
    run_jobs()
    page = at_my_page(member)
    assert "Your membership has ended" in page and "Join again" in page


def test_letters_say_that_it_is_monthly_and_when_the_next_charge_comes(member, mails):
    [welcome], [receipt] = mails("Your membership of"), mails("Receipt")
    assert "again every month" in welcome.get_body(("plain",)).get_content()
    assert "It is charged again on" in receipt.get_body(("plain",)).get_content()


def test_the_creator_sees_months_and_stops_the_membership(club, member, nell, nell_at_home, letters):
    browser = nell_at_home
    backer = browser.get(f"/studio/projects/{club.id}/backers/{member.id}").text
    assert "Months" in backer and "Charged again on" in backer
    assert "Stop the membership…" in browser.get(f"/studio/projects/{club.id}/").text
    assert browser.get(f"/studio/projects/{club.id}/cancellation").location.endswith("/stop")
    assert browser.submit(f"/studio/projects/{club.id}/stop").status_code == 303
    run_jobs()
    assert club.state == "collecting"
    assert "Nobody is charged again" in browser.get(f"/studio/projects/{club.id}/").text
    assert browser.get(f"/studio/projects/{club.id}/figures").status_code == 200
    assert letters(nell, "has ended") == 1


def test_a_membership_is_made_by_a_program(client, nell):
    call = client(nell)
    body = {"title": "Club", "goal_amount": 500_00, "currency": "USD", "kind": "recurring"}
    assert call("POST", "/projects/", body).json["data"]["kind"] == "recurring"
    refused = call("POST", "/projects/", body | {"deadline": "2031-01-01T00:00:00Z"})
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "deadline")
    percent = call("POST", "/projects/", body | {"collected_percent": 50})
    assert (percent.status_code, percent.json["errors"][0]["field"]) == (422, "collected_percent")


def test_a_program_leaves_stays_and_reads_the_months(client, member, ada, nell):
    call = client(ada)
    left = call("PUT", f"/pledges/{member.id}/ending/").json["data"]
    assert left["ends_at"] == left["next_month_at"]
    assert call("PUT", f"/pledges/{member.id}/ending/").status_code == 409
    assert call("DELETE", f"/pledges/{member.id}/ending/").json["data"]["ends_at"] is None
    assert call("DELETE", f"/pledges/{member.id}/").status_code == 204
    [month] = call("GET", f"/pledges/{member.id}/months/").json["data"]
    assert (month["number"], month["state"], month["amount"]) == (1, "captured", 20_00)
    assert client(nell)("PUT", f"/pledges/{member.id}/ending/").status_code == 403


def test_a_program_stops_a_membership(client, club, member, nell, ada):
    assert client(ada)("POST", f"/projects/{club.id}/stop/").status_code == 403
    assert client(nell)("POST", f"/projects/{club.id}/stop/").json["data"]["deadline"]
    assert client(nell)("POST", f"/projects/{club.id}/stop/").status_code == 409


def test_a_project_of_another_kind_cannot_be_stopped(telescope, client, nell, nell_at_home):
    assert client(nell)("POST", f"/projects/{telescope.id}/stop/").status_code == 409
    assert nell_at_home.get(f"/studio/projects/{telescope.id}/stop").status_code == 409


def test_a_page_of_many_months_asks_no_more_than_one_of_one(member, at_my_page, month_passes):
    at_my_page(member)
    with queries() as few:
        at_my_page(member)
    for _ in range(3):
        month_passes(member)
        renew_due_memberships()
        run_jobs()
    at_my_page(member)
    with queries() as many:
        assert at_my_page(member).count("Paid</span>") > 3
    assert len(many) <= len(few)


def test_what_has_terms_for_its_end_is_made_no_membership(new_project, client, nell):
    project = new_project(live=False)
    add_milestone(project, title="The first lesson", share_percent=20)
    db.session.commit()
    refused = client(nell)("PATCH", f"/projects/{project.id}/", {"kind": "recurring", "deadline": None})
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "kind")


def test_a_membership_takes_no_gift_sponsor_or_milestone(club, client, nell, ada):
    gift = {"recipient_name": "Bob", "recipient_email": "bob@example.org"}
    body = {"project_id": club.id, "amount": 20_00, "payment_method": "pm_card_visa", "gift": gift}
    refused = client(ada)("POST", "/pledges/", body, headers={"Idempotency-Key": "a gift"})
    assert refused.status_code == 422
    sponsor = {"email": "firm@example.org", "sponsor_name": "A firm", "percent": 100, "cap_amount": 100_00}
    assert client(nell)("POST", f"/projects/{club.id}/matches/", sponsor).status_code == 409
    assert (
        client(nell)(
            "POST", f"/projects/{club.id}/milestones/", {"title": "It floats", "share_percent": 10}
        ).status_code
        == 409
    )
