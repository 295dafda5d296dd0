"""Logging in by a mailed link."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from educrowd.blueprints.auth.models import SingleUseCode
from educrowd.core.db import db
from tests.auth.conftest import bearer, path_in
from tests.auth.test_pages import send
from tests.conftest import unique
from tests.races import at_once, meet_before

LINK = "/login/link/"


@pytest.fixture
def proven(ada):
    """Ada, whose address is proven."""
    ada.is_verified = True
    db.session.commit()
    return ada


@pytest.fixture
def mailed_link(visitor, proven, do_work, mailbox):
    """The path of a link that was mailed to Ada."""
    assert send(visitor, "/login/link", email=proven.email).status_code == 200
    do_work()
    return path_in(mailbox(proven.email)[-1], LINK)


def test_a_mailed_link_logs_in_once(visitor, visit, demo, mailed_link):
    assert send(visitor, mailed_link).status_code == 303
    assert "Ada" in visitor.get("/account/").text
    again = visit(demo)
    assert again.post(mailed_link, headers={"Origin": demo.origin}).status_code == 422
    assert again.get("/account/").status_code == 303


def test_a_mail_scanner_that_looks_uses_nothing_up(visit, visitor, demo, proven, mailed_link):
    for _ in range(3):
        page = visit(demo).get(mailed_link)
        assert page.status_code == 200 and proven.email in page.text
        assert "no-store" in page.headers["Cache-Control"] and page.headers["Referrer-Policy"] == "same-origin"
    assert send(visitor, mailed_link).status_code == 303


def test_of_two_who_follow_a_link_at_once_one_is_let_in(visit, demo, mailed_link, monkeypatch):
    meet_before(monkeypatch, SingleUseCode, "redeem")
    follow = lambda: visit(demo).post(mailed_link, headers={"Origin": demo.origin}).status_code  # noqa: E731
    assert sorted(at_once(follow, follow)) == [303, 422]


def test_a_link_of_one_site_opens_nothing_on_another(visit, visitor, new_site, mailed_link):
    other = new_site("other")
    for site in (other, None):
        elsewhere = visit(site)
        assert "no longer good" in elsewhere.get(mailed_link).text
        assert elsewhere.post(mailed_link, headers={"Origin": elsewhere.origin}).status_code == 422
    assert send(visitor, mailed_link).status_code == 303


def test_the_link_names_the_site_and_not_the_host_that_somebody_sent(visitor, demo, proven, do_work, mailbox):
    visitor.post("/login/link", data={"email": proven.email}, headers={"X-Forwarded-Host": "evil.example"})
    send(visitor, "/login/link", email=proven.email)
    do_work()
    for letter in mailbox(proven.email):
        assert f"{demo.origin}{LINK}" in letter.get_body(("plain",)).get_content() and "evil" not in str(letter)


def test_known_and_unknown_addresses_look_the_same(visitor, proven, do_work, mailbox):
    stranger = f"{unique('nobody')}@example.org"
    known, unknown = (send(visitor, "/login/link", email=email) for email in (proven.email, stranger))
    assert known.status_code == unknown.status_code == 200
    assert known.text.replace(proven.email, "") == unknown.text.replace(stranger, "")
    answers = [visitor.post("/api/v1/auth/login/link/", json={"email": email}) for email in (proven.email, stranger)]
    assert {answer.status_code for answer in answers} == {202} and not any(answer.json["data"] for answer in answers)
    do_work()
    assert len(mailbox(proven.email)) == 2 and not mailbox(stranger)


@pytest.mark.parametrize(
    "change", ["expires_at = now() - interval '1 second'", "created_at = now() - interval '1 day'"]
)
def test_a_link_that_has_run_out_or_is_older_than_the_password_is_refused(visitor, mailed_link, proven, change):
    if "created" in change:
        proven.set_password("a brand new engine")
        db.session.commit()
    db.session.execute(text(f"UPDATE public.single_use_codes SET {change} WHERE user_id = {proven.id}"))
    db.session.commit()
    assert visitor.post(mailed_link, headers={"Origin": visitor.origin}).status_code == 422


def test_whoever_was_locked_out_is_not_let_in_by_a_link(visitor, mailed_link, proven):
    proven.is_active = False
    db.session.commit()
    assert visitor.post(mailed_link, headers={"Origin": visitor.origin}).status_code == 422


def test_an_address_that_was_never_proven_gets_a_new_password_and_nobody_stays_in(
    visit, platform, demo, ada, do_work, mailbox
):
    squatter, owner_of_address = visit(demo).sign_in(ada), visit(demo)
    send(owner_of_address, "/login/link", email=ada.email)
    do_work()
    (letter,) = mailbox(ada.email)
    assert send(platform, path_in(letter, "/password/"), new_password="it is mine").status_code == 303
    assert squatter.get("/account/").status_code == 303


def test_the_sign_in_that_a_browser_held_before_is_not_carried_over(visit, demo, mailed_link, new_person):
    browser = visit(demo).sign_in(new_person("mallory", "student"))
    before = browser.get_cookie("session", domain=demo.host).value
    assert browser.submit(mailed_link).status_code == 303
    assert "Ada" in browser.get("/account/").text
    stale = visit(demo)
    stale.set_cookie("session", before, domain=demo.host)
    assert stale.get("/account/").status_code == 303


def test_the_api_trades_the_links_token_for_tokens_once(visitor, mailed_link):
    body = {"token": mailed_link.removeprefix(LINK)}
    answer = visitor.post("/api/v1/auth/login/link/confirm/", json=body)
    assert answer.status_code == 200, answer.json
    me = visitor.get("/api/v1/auth/me/", headers=bearer(answer.json["data"]["access_token"]))
    assert me.json["data"]["first_name"].startswith("Ada")
    assert visitor.post("/api/v1/auth/login/link/confirm/", json=body).status_code == 422


def test_who_comes_to_a_site_by_a_link_is_shown_nothing_private_there(
    visit, visitor, demo, proven, log_in, mailed_link
):
    """Whoever serves a site's own domain could use the link first."""
    me, phone = "/api/v1/auth/me/", "+44 20 7946 0000"
    proven.profile.phone_number = phone
    db.session.commit()
    body = {"token": mailed_link.removeprefix(LINK)}
    by_link = bearer(visitor.post("/api/v1/auth/login/link/confirm/", json=body).json["data"]["access_token"])
    by_password = bearer(log_in(proven)["access_token"])
    shown = [visitor.get(me, headers=token).json["data"]["profile"]["phone_number"] for token in (by_link, by_password)]
    assert shown == [None, phone]
    assert visitor.patch(me, json={"phone_number": "110"}, headers=by_link).status_code == 422
    handed_over = visit(None).sign_in(proven)
    assert phone in handed_over.get("/account/").text and phone in visit(demo).sign_in(proven).get("/account/").text
    answer = handed_over.get("/enter?next=/account/", base_url=demo.origin)
    answer = handed_over.get(answer.location.removeprefix(handed_over.origin))
    handed_over.get(answer.location.removeprefix(demo.origin), base_url=demo.origin)
    handed_over.origin = demo.origin
    page = handed_over.get("/account/").text
    assert proven.email in page and phone not in page
    handed_over.token = page.split('name="csrf_token" value="')[1].partition('"')[0]
    assert handed_over.submit("/account/", first_name="Ada", last_name="King", bio="").status_code == 303
    db.session.expire_all()
    assert proven.profile.phone_number == phone and proven.last_name == "King"


def test_a_reset_link_is_no_login_link(visitor, proven, do_work, mailbox):
    send(visitor, "/password", email=proven.email)
    do_work()
    token = path_in(mailbox(proven.email)[0], "/password/").rpartition("/")[2]
    assert visitor.post("/api/v1/auth/login/link/confirm/", json={"token": token}).status_code == 422


def test_links_are_asked_for_only_so_often(app, visitor, proven, monkeypatch):
    monkeypatch.setitem(app.config, "THROTTLING", True)
    address = f"{unique('many')}@example.org"
    answers = [visitor.post("/api/v1/auth/login/link/", json={"email": address}) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [202] * 5 + [429] and answers[-1].headers["Retry-After"]


def test_the_login_page_offers_it(visitor, demo):
    assert 'href="/login/link"' in visitor.get("/login").text
