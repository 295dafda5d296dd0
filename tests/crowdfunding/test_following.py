"""Following a project before and after its launch."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from educrowd.blueprints.crowdfunding.launching import following
from educrowd.blueprints.crowdfunding.launching.creating import launch_project
from educrowd.blueprints.crowdfunding.launching.following import follow, tell_followers
from educrowd.blueprints.crowdfunding.models import Follow
from educrowd.core.db import db, utcnow
from tests.conftest import PASSWORD
from tests.jobs import run_jobs


@pytest.fixture
def coming(new_project):
    """A draft that was announced."""
    project = new_project("Comet", live=False, ends_in=5 * 86400)
    project.announced_at = utcnow()
    db.session.commit()
    return project


def test_a_guest_follows_by_a_letter_and_hears_of_the_launch_once(coming, visitor, mails):
    assert "Coming soon" in visitor.get(f"/projects/{coming.slug}/soon").text
    answer = visitor.submit(f"/projects/{coming.slug}/follow", email="grace@follow.example")
    assert answer.status_code == 303
    run_jobs()
    [letter] = mails("Follow “Comet”?")
    link = re.search(r"http://\S+/follows/[^\s)]+", letter.get_body(("plain",)).get_content())[0]
    path = urlsplit(link).path
    assert Follow.count(coming) == 0
    assert "Yes, follow" in visitor.get(path).text
    db.session.rollback()
    assert Follow.count(coming) == 0
    assert visitor.submit(path).status_code == 200
    db.session.rollback()
    assert Follow.count(coming) == 1
    launch_project(coming)
    run_jobs()
    tell_followers(coming.id, "launch")
    [told] = mails("“Comet” is live")
    assert told["To"] == "grace@follow.example"
    assert told["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert visitor.get(path[:-3] + "abc").status_code == 404


def test_who_never_confirmed_is_never_written_to(coming, people, mails):
    follow(coming, people(1)[0], is_proven=False)
    launch_project(coming)
    run_jobs()
    assert mails("“Comet” is live") == []


def test_two_days_before_the_end_followers_hear_of_it_but_backers_do_not(
    coming,
    people,
    back,
    mails,
    monkeypatch,
):
    backer, waiting = people(2)
    for person in (backer, waiting):
        follow(coming, person, is_proven=True)
    launch_project(coming)
    run_jobs()
    back(coming, backer, 20_00)
    tell_followers(coming.id, "ending")
    assert mails("ends in two days") == []  # Five days are left: it promised itself again.
    db.session.commit()
    monkeypatch.setattr(following, "BEFORE_END", timedelta(days=6))
    tell_followers(coming.id, "ending")
    assert [one["To"] for one in mails("ends in two days")] == [waiting.email]


def test_following_ends_with_a_click(coming, ada, visit, demo):
    ada.is_verified = True
    db.session.commit()
    browser = visit(demo).sign_in(ada)
    assert browser.submit(f"/projects/{coming.slug}/follow").status_code == 303
    db.session.rollback()
    assert Follow.count(coming) == 1
    assert "You follow this project" in browser.get(f"/projects/{coming.slug}/follow").text
    browser.submit(f"/projects/{coming.slug}/follow/end")
    db.session.rollback()
    assert Follow.count(coming) == 0


def test_what_is_not_announced_cannot_be_followed(new_project, visitor, visit, demo, nell):
    draft = new_project("Secret", live=False)
    for path in ("soon", "follow"):
        assert visitor.get(f"/projects/{draft.slug}/{path}").status_code == 404
    assert visitor.submit(f"/projects/{draft.slug}/follow", email="a@b.example").status_code == 404
    visit(demo).sign_in(nell).submit(f"/studio/projects/{draft.id}/announcement")
    page = visitor.get(f"/projects/{draft.slug}/soon")
    assert page.status_code == 200
    assert draft.story[:40] not in page.text
    assert visitor.get(f"/projects/{draft.slug}").status_code == 404
    assert visitor.submit(f"/projects/{draft.slug}/follow", email="nonsense").status_code == 422


def test_the_api_follows_and_leaves(coming, ada, visit, demo):
    ada.is_verified = True
    db.session.commit()
    browser = visit(demo)
    answer = browser.post("/api/v1/auth/login/", json={"email": ada.email, "password": PASSWORD})
    mine = {"Authorization": f"Bearer {answer.get_json()['data']['access_token']}"}
    address = f"/api/v1/crowdfunding/projects/{coming.id}/following/"
    assert browser.put(address).status_code == 401
    assert [browser.put(address, headers=mine).status_code for _ in range(2)] == [204, 204]
    db.session.rollback()
    assert Follow.count(coming) == 1
    assert browser.delete(address, headers=mine).status_code == 204


def test_who_has_not_proven_the_address_is_asked_by_letter_first(coming, ada, visit, demo, mails):
    """Anybody can register with somebody else's address; following fills that person's mailbox with nothing."""
    answer = visit(demo).sign_in(ada).submit(f"/projects/{coming.slug}/follow")
    assert answer.status_code == 303
    db.session.rollback()
    assert Follow.count(coming) == 0
    run_jobs()
    assert [letter["To"] for letter in mails("Follow “")] == [ada.email]
