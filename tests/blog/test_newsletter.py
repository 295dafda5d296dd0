"""The newsletter's sign-up: asked for on the page, confirmed by letter, left by a link."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from educrowd.blueprints.blog.models import Subscriber
from educrowd.blueprints.blog.newsletter.subscribing import leave_link
from educrowd.core.db import db, utcnow
from tests.jobs import run_jobs

WISH = "is that your wish?"


def text_of(mail) -> str:
    return mail.get_body(("plain",)).get_content()


def link_in(mail, part: str) -> str:
    """The path of the first link of a letter that has this in it."""
    return urlsplit(re.search(rf"http://\S+{part}[^\s)]*", text_of(mail))[0]).path


@pytest.fixture
def grace(demo) -> Subscriber:
    """A subscriber without an account."""
    subscriber = Subscriber.known("grace@letters.example")
    subscriber.confirm()
    db.session.commit()
    return subscriber


def state_of(email: str) -> str | None:
    db.session.rollback()
    found = Subscriber.at(email)
    return found and found.state


def test_a_visitor_subscribes_by_a_letter_whose_link_alone_changes_nothing(visitor, mails, write):
    write("Ink", days_ago=1)
    assert 'action="/newsletter"' in visitor.get("/blog/ink").text
    answer = visitor.submit("/newsletter", email="Hana@Letters.example ", homepage="", place="end")
    assert answer.status_code == 303 and "Look into your mailbox" in visitor.get(answer.location).text
    run_jobs()
    [letter] = mails(WISH)
    assert letter["To"] == "hana@letters.example"
    path = link_in(letter, "/newsletter/confirmation/")
    page = visitor.get(path)
    assert "Yes, send them to me" in page.text and page.headers["Cache-Control"] == "private, no-store"
    assert state_of("hana@letters.example") == "pending"
    assert path.rpartition("/")[2] not in (Subscriber.at("hana@letters.example").code_hash or "")
    assert visitor.submit(path, csrf_token=token_of(page)).status_code == 303
    assert state_of("hana@letters.example") == "confirmed"
    again = visitor.submit(path, csrf_token=token_of(page))
    assert again.status_code == 410 and "used up" in again.text


def token_of(page) -> str:
    return re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]


def test_the_answer_is_the_same_for_every_address_and_the_letter_differs(visitor, mails, grace):
    new = visitor.submit("/newsletter", email="new@letters.example", place="page")
    known = visitor.submit("/newsletter", email=grace.email, place="page")
    assert (new.status_code, new.location, new.text) == (known.status_code, known.location, known.text)
    run_jobs()
    assert [mail["To"] for mail in mails(WISH)] == ["new@letters.example"]
    assert [mail["To"] for mail in mails("already")] == [grace.email]


def test_a_program_that_fills_in_everything_gets_the_same_answer_and_nothing_happens(visitor, mails):
    assert visitor.submit("/newsletter", email="bot@letters.example", homepage="http://x").status_code == 303
    run_jobs()
    assert mails(WISH) == [] and state_of("bot@letters.example") is None


def test_no_address_is_refused_where_it_was_typed(visitor):
    refused = visitor.submit("/newsletter", email="nobody", place="end")
    assert refused.status_code == 422 and "not an email address" in refused.text
    fragment = visitor.submit("/newsletter", email="nobody", place="end", htmx=True)
    assert fragment.status_code == 422 and 'id="newsletter-end"' in fragment.text and "<html" not in fragment.text
    assert visitor.submit("/newsletter", email="h@letters.example", htmx=True).text.startswith("<section")


def test_a_link_ends_after_a_week_and_an_older_one_with_the_next(visitor, mails):
    visitor.submit("/newsletter", email="ida@letters.example")
    run_jobs()
    [first] = mails(WISH)
    visitor.submit("/newsletter", email="ida@letters.example")
    run_jobs()
    second = next(mail for mail in mails(WISH) if text_of(mail) != text_of(first))
    assert "used up" in visitor.get(link_in(first, "/newsletter/confirmation/")).text
    path = link_in(second, "/newsletter/confirmation/")
    Subscriber.at("ida@letters.example").code_expires_at = utcnow() - timedelta(seconds=1)
    db.session.commit()
    assert "used up" in visitor.get(path).text
    assert visitor.submit(path, csrf_token="").status_code == 410
    assert state_of("ida@letters.example") == "pending"


def test_who_is_signed_in_with_a_proven_address_needs_no_letter(visit, demo, ada, mails):
    ada.is_verified = True
    db.session.commit()
    browser = visit(demo).sign_in(ada)
    assert f'value="{ada.email}"' in browser.get("/newsletter").text
    assert browser.submit("/newsletter", email=ada.email).location.endswith("/newsletter/confirmed")
    run_jobs()
    assert state_of(ada.email) == "confirmed" and mails(WISH) == []


def test_one_click_leaves_without_cookie_or_token_and_the_page_brings_back(visit, demo, grace):
    path = urlsplit(leave_link(grace, 0)).path
    assert "No more newsletters?" in visit(demo).get(path).text
    assert state_of(grace.email) == "confirmed"
    one_click = {"Origin": "https://mail.example", "Sec-Fetch-Site": "cross-site"}
    left = visit(demo).post(path, data={"List-Unsubscribe": "One-Click"}, headers=one_click)
    assert left.status_code == 200 and "No more newsletters" in left.text
    assert state_of(grace.email) == "unsubscribed"
    assert visit(demo).post(f"{path}/return").status_code == 200
    assert state_of(grace.email) == "confirmed"
    assert visit(demo).post(path[:-3] + "abc").status_code == 404


def test_another_sites_link_opens_nothing_here(visit, new_site, grace):
    other = new_site("other")
    path = urlsplit(leave_link(grace, 0)).path
    assert visit(other).post(path).status_code == 404
    assert state_of(grace.email) == "confirmed"


def test_whoever_left_and_subscribes_again_gets_it_only_after_the_letter(visitor, mails, grace):
    grace.leave()
    db.session.commit()
    visitor.submit("/newsletter", email=grace.email)
    run_jobs()
    assert state_of(grace.email) == "unsubscribed"
    visitor.submit(link_in(mails(WISH)[0], "/newsletter/confirmation/"), csrf_token="")
    assert state_of(grace.email) == "confirmed"


def test_what_nobody_confirmed_is_forgotten_after_a_month(grace):
    from educrowd.blueprints.blog.newsletter.subscribing import forget_unconfirmed

    old = Subscriber.known("old@letters.example")
    old.updated_at = utcnow() - timedelta(days=31)
    Subscriber.known("young@letters.example")
    db.session.commit()
    forget_unconfirmed()
    db.session.commit()
    assert (state_of("old@letters.example"), state_of("young@letters.example")) == (None, "pending")
    assert state_of(grace.email) == "confirmed"


def test_a_site_without_the_form_shows_it_nowhere_and_takes_nobody(visitor, studio, client, owner, write):
    write("Ink", days_ago=1)
    pages = ("/", "/blog/", "/blog/ink")
    assert all("/newsletter" in visitor.get(path).text for path in pages)
    desk = studio(owner)
    assert "Visitors may subscribe on your site" in desk.get("/studio/newsletter/sender").text
    assert desk.submit("/studio/newsletter/form").status_code == 303
    assert not any("/newsletter" in visitor.get(path).text for path in pages)
    assert visitor.get("/newsletter").status_code == 404
    assert visitor.submit("/newsletter", email="hana@letters.example", homepage="").status_code == 404
    refused = visitor.post("/api/v1/blog/subscriptions/", json={"email": "hana@letters.example"})
    assert refused.status_code == 403 and "no form" in refused.json["errors"][0]["message"]
    run_jobs()
    assert state_of("hana@letters.example") is None
    api = client(owner)
    assert api.get("/api/v1/blog/newsletter-form/").json["data"] == {"is_open": False}
    assert api.put("/api/v1/blog/newsletter-form/", json={"is_open": True}).json["data"] == {"is_open": True}
    assert visitor.get("/newsletter").status_code == 200
