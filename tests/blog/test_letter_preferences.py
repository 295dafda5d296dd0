"""One page for all letters of a site to somebody with an account, and the same through the API."""

from __future__ import annotations

import re

import pytest

from educrowd.blueprints.blog.models import Subscriber
from educrowd.core import unsubscribing
from educrowd.core.db import db
from tests.jobs import run_jobs
from tests.queries import statements

API = "/api/v1/auth/letters/"


@pytest.fixture
def proven(ada):
    ada.is_verified = True
    db.session.commit()
    return ada


@pytest.fixture
def account(visit, demo, proven):
    return visit(demo).sign_in(proven)


def wanted(page) -> set[str]:
    """What is ticked."""
    return {name for name, rest in re.findall(r'name="topic" value="([^"]+)"([^>]*)>', page.text) if "checked" in rest}


def test_ada_sees_all_letters_in_groups_and_those_that_always_come(account):
    page = account.get("/account/letters")
    groups = re.findall(r"<legend>([^<]+)</legend>", page.text)
    assert groups[-4:] == ["Courses", "News", "Projects", "Always"]
    assert "blog:newsletter" not in wanted(page)
    assert {"blog:members", "project:*", "lms:grades", "auth:security"} <= wanted(page)
    assert "/account/letters" in account.get("/account/").text


def test_she_subscribes_and_leaves_there(account, proven):
    before = wanted(account.get("/account/letters"))
    account.submit("/account/letters", topic=[*before, "blog:newsletter"])
    db.session.rollback()
    assert Subscriber.at(proven.email).state == "confirmed"
    assert wanted(account.get("/account/letters")) == {*before, "blog:newsletter"}
    account.submit("/account/letters", topic=list(before))
    assert wanted(account.get("/account/letters")) == before
    db.session.rollback()
    assert Subscriber.at(proven.email).state == "account"
    account.submit("/account/letters", topic=[])
    assert wanted(account.get("/account/letters")) == {"auth:security", "auth:receipts"}


def test_an_unproven_address_is_asked_by_a_letter(visit, demo, new_person, mails):
    bea = new_person("bea", "student")
    browser = visit(demo).sign_in(bea)
    browser.submit("/account/letters", topic="blog:newsletter")
    run_jobs()
    db.session.rollback()
    assert Subscriber.at(bea.email).state == "pending"
    assert [mail["To"] for mail in mails("is that your wish?")] == [bea.email]


@pytest.mark.parametrize(("is_verified", "state"), [(False, "complained"), (True, "account")])
def test_a_mailbox_that_has_closed_is_opened_again_by_who_has_proven_it(visit, demo, new_person, is_verified, state):
    bea = new_person("bea", "student")
    bea.is_verified = is_verified
    db.session.add(Subscriber(email=bea.email, state="complained"))
    db.session.commit()
    visit(demo).sign_in(bea).submit("/account/letters", topic="blog:members")
    db.session.rollback()
    assert Subscriber.at(bea.email).state == state


def test_news_of_all_projects_end_at_once(account, proven):
    before = wanted(account.get("/account/letters"))
    account.submit("/account/letters", topic=list(before - {"project:*"}))
    db.session.rollback()
    assert unsubscribing.has_left(proven.id, "project:7")
    assert not unsubscribing.has_left(proven.id, "course:7")
    assert proven.id in db.session.scalars(unsubscribing.gone("project:12")).all()
    account.submit("/account/letters", topic=list(before))
    db.session.rollback()
    assert not unsubscribing.has_left(proven.id, "project:7")


def test_an_unknown_topic_is_refused_and_nothing_changes(account, proven):
    before = wanted(account.get("/account/letters"))
    assert account.submit("/account/letters", topic="nothing").status_code == 303
    assert wanted(account.get("/account/letters")) == before


def test_the_same_through_the_api(client, proven):
    speak = client(proven)
    topics = {topic["name"]: topic for topic in speak.get(API).get_json()["data"]["topics"]}
    assert topics["auth:security"] | {"is_optional": False, "is_wanted": True} == topics["auth:security"]
    chosen = speak.put(API, json={"wanted": ["blog:newsletter"]}).get_json()["data"]["topics"]
    assert {each["name"] for each in chosen if each["is_wanted"] and each["is_optional"]} == {"blog:newsletter"}
    assert speak.put(API, json={"wanted": ["nothing"]}).status_code == 422
    assert speak.put(API, json={"wanted": "all"}).status_code == 422


def test_the_page_asks_no_more_for_more_topics(account):
    account.get("/account/letters")
    with statements() as asked:
        account.get("/account/letters")
    assert sum("unsubscriptions" in statement for statement in asked) <= 2
