"""A letter when somebody signs in from where they have never been."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from educrowd.blueprints.auth.models import KnownDevice, Session
from educrowd.core.db import db
from tests.auth.conftest import path_in
from tests.auth.test_pages import send
from tests.conftest import PASSWORD

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) Safari/605.1"


@pytest.fixture
def sign_in(visit, demo, ada):
    """`sign_in("Firefox…", "203.0.113.9")` logs Ada in with that browser, from that address."""

    def begin(agent: str = FIREFOX, address: str = "203.0.113.9", browser=None):
        browser = browser or visit(demo)
        browser.delete_cookie("session", domain=demo.host)
        browser.environ_base.update(HTTP_USER_AGENT=agent, REMOTE_ADDR=address)
        answer = browser.submit("/login", login=ada.email, password=PASSWORD)
        assert answer.status_code == 303
        return browser

    return begin


@pytest.fixture
def letters(ada, do_work, mailbox):
    def told() -> list:
        do_work()
        return [letter for letter in mailbox(ada.email) if letter["Subject"].startswith("Somebody logged in")]

    return told


def test_the_first_browser_of_an_account_is_nothing_to_write_about(sign_in, letters):
    sign_in()
    assert not letters()


def test_another_browser_elsewhere_is_told_with_where_and_what(sign_in, letters, demo):
    sign_in()
    sign_in(PHONE, "198.51.100.7")
    (letter,) = letters()
    words = letter.get_body(("plain",)).get_content()
    assert "Safari on iPhone" in words and "198.51.100.7" in words and demo.name in words


def test_a_browser_that_was_here_is_known_by_its_cookie_from_anywhere(sign_in, letters, demo):
    sign_in(PHONE, "198.51.100.1")
    browser = sign_in()
    cookie = browser.get_cookie("device", domain=demo.host)
    assert cookie.http_only and cookie.same_site == "Lax" and cookie.origin_only
    assert len(letters()) == 1
    sign_in("Firefox/141.0 on Linux", "192.0.2.55", browser=browser)
    assert len(letters()) == 1
    stored = db.session.scalars(text("SELECT token_hash FROM public.known_devices")).all()
    assert cookie.value not in stored


def test_the_same_browser_in_the_same_network_is_known_without_a_cookie(sign_in, letters):
    sign_in(PHONE, "2001:db8:1:2::1")
    sign_in(PHONE, "2001:db8:1:2::99")
    assert not letters()
    sign_in(PHONE, "2001:db8:1:3::1")
    assert len(letters()) == 1


def test_what_others_do_with_the_browser_does_not_make_it_mine(sign_in, letters, visit, demo, new_person):
    sign_in(PHONE, "198.51.100.1")
    browser = visit(demo)
    browser.environ_base.update(HTTP_USER_AGENT=FIREFOX, REMOTE_ADDR="203.0.113.9")
    browser.submit("/login", login=new_person("bob", "student").email, password=PASSWORD)
    sign_in(browser=browser)
    assert len(letters()) == 1


def test_a_client_of_the_api_is_told_too(sign_in, letters, visitor, ada):
    sign_in()
    body = {"email": ada.email, "password": PASSWORD}
    headers = {"User-Agent": "curl/8.5"}
    assert visitor.post("/api/v1/auth/login/", json=body, headers=headers).status_code == 200
    assert len(letters()) == 1


def test_that_was_not_me_ends_it_and_asks_for_a_new_password(sign_in, letters, visit, demo, ada):
    mine, thief = sign_in(), sign_in(PHONE, "198.51.100.7")
    path = path_in(letters()[0], "/not-me/")
    victim = visit(None)
    reset = victim.post(path, headers={"Origin": victim.origin}).headers["Location"]
    assert mine.get("/account/").status_code == 303 and thief.get("/account/").status_code == 303
    assert not db.session.scalars(Session.of(ada)).all()
    assert send(victim, reset, new_password="hers again").status_code == 303
    assert visit(demo).post("/login", data={"login": ada.email, "password": PASSWORD}).status_code in (400, 401)
    thief.environ_base.update(REMOTE_ADDR="198.51.100.7")
    assert thief.submit("/login", login=ada.email, password=PASSWORD).status_code == 401


def test_a_browser_that_was_disowned_is_new_again(sign_in, letters, platform, ada):
    sign_in()
    sign_in(PHONE, "198.51.100.7")
    platform.post(path_in(letters()[0], "/not-me/"), headers={"Origin": platform.origin})
    assert not db.session.query(KnownDevice).filter_by(user_id=ada.id, device="Safari on iPhone").all()
