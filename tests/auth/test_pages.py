"""Accounts on pages: without JavaScript, with cookies."""

from __future__ import annotations

import re

import pytest

from educrowd.blueprints.auth.models import Session, User
from educrowd.core.db import db
from tests.auth.conftest import grace
from tests.conftest import PASSWORD


def token_on(browser, path: str) -> str:
    page = browser.get(path)
    assert page.status_code == 200, page.data
    return re.findall(r'name="csrf_token" value="([^"]+)"', page.text)[0]


def send(browser, path: str, *, form: str | None = None, **data):
    """Fill in the form on a page and send it."""
    return browser.post(path, data={"csrf_token": token_on(browser, form or path), **data})


def cookie_of(browser, site):
    return browser.get_cookie("session", domain=site.host)


@pytest.fixture
def ada_at_home(visitor, ada):
    """A browser on the demo site in which Ada is logged in."""
    assert send(visitor, "/login", login=ada.email, password=PASSWORD).status_code == 303
    return visitor


def test_logging_in_leads_to_where_one_wanted_to_go(visitor, ada):
    asked = visitor.get("/account/")
    assert asked.status_code == 303 and asked.headers["Location"] == "/login?next=/account/"
    answer = send(visitor, "/login", login=ada.email, password=PASSWORD, next="/account/")
    assert answer.status_code == 303 and answer.headers["Location"] == "/account/"
    assert "Ada" in visitor.get("/account/").text


@pytest.mark.parametrize("away", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_nobody_is_sent_away_after_logging_in(visitor, ada, away):
    answer = send(visitor, "/login", login=ada.email, password=PASSWORD, next=away)
    assert answer.status_code == 303 and answer.headers["Location"] == "/"


def test_a_wrong_password_says_so_and_keeps_the_name(visitor, ada):
    answer = send(visitor, "/login", login=ada.email, password="not hers")
    assert answer.status_code == 401
    assert "don&#39;t match" in answer.text and ada.email in answer.text


def test_the_cookie_is_for_this_host_alone_and_its_secret_is_not_stored(ada_at_home, ada, demo):
    cookie = cookie_of(ada_at_home, demo)
    assert cookie.http_only and cookie.same_site == "Lax" and cookie.origin_only
    session = db.session.scalars(Session.of(ada)).one()
    assert session.token_hash not in cookie.value and session.tenant_id == demo.id


def test_logging_in_gives_a_new_secret(ada_at_home, ada, demo):
    before = cookie_of(ada_at_home, demo).value
    send(ada_at_home, "/logout", form="/account/")
    send(ada_at_home, "/login", login=ada.email, password=PASSWORD)
    assert cookie_of(ada_at_home, demo).value != before


def test_a_session_that_an_attacker_planted_is_not_carried_over(visit, demo, ada, new_person):
    mallory, victim = visit(demo), visit(demo)
    send(mallory, "/login", login=new_person("mallory").email, password=PASSWORD)
    victim.set_cookie("session", cookie_of(mallory, demo).value, domain=demo.host)
    send(victim, "/login?x", form="/account/", login=ada.email, password=PASSWORD)
    assert "Ada" in victim.get("/account/").text
    assert mallory.get("/account/").status_code == 303


def test_logging_out_ends_the_session_on_the_server(ada_at_home, visit, demo):
    stolen = cookie_of(ada_at_home, demo).value
    answer = send(ada_at_home, "/logout", form="/account/")
    assert answer.status_code == 303 and "cache" in answer.headers["Clear-Site-Data"]
    thief = visit(demo)
    thief.set_cookie("session", stolen, domain=demo.host)
    assert thief.get("/account/").status_code == 303


def test_a_cookie_of_one_site_is_worth_nothing_on_another(ada_at_home, visit, demo, new_site):
    other = new_site("other")
    elsewhere = visit(other)
    elsewhere.set_cookie("session", cookie_of(ada_at_home, demo).value, domain=other.host)
    assert elsewhere.get("/account/").status_code == 303


def test_a_form_without_its_token_is_refused(visitor, ada):
    answer = visitor.post("/login", data={"login": ada.email, "password": PASSWORD})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "http://other.localhost:8000"}, {"Origin": "null"}, {"Sec-Fetch-Site": "same-site"}],
)
def test_a_form_from_a_sibling_site_is_refused(visitor, ada, headers):
    data = {"csrf_token": token_on(visitor, "/login"), "login": ada.email, "password": PASSWORD}
    assert visitor.post("/login", data=data, headers=headers).status_code == 403


def test_registering_logs_in_and_sends_a_welcome(visitor, demo):
    newcomer = grace()
    answer = send(visitor, "/register", **newcomer)
    assert answer.status_code == 303
    assert "Grace" in visitor.get("/account/").text
    assert db.session.scalars(User.known_as(newcomer["email"])).one().roles == {"student"}


@pytest.mark.parametrize("path", ["/login", "/register", "/password"])
def test_an_empty_form_is_a_clear_refusal(visitor, demo, path):
    assert send(visitor, path).status_code == 422


def test_a_last_name_may_be_left_out(visitor, demo):
    newcomer = grace()
    del newcomer["last_name"]
    assert send(visitor, "/register", **newcomer).status_code == 303


def test_registering_with_a_known_address_says_so_at_the_field(visitor, ada):
    answer = send(visitor, "/register", **grace() | {"email": ada.email})
    assert answer.status_code == 409 and "has an account already" in answer.text


def test_a_site_for_members_takes_no_registrations(visitor, site_setting):
    site_setting(allow_registration=False)
    assert visitor.get("/register").status_code == 403
    assert "Create an account" not in visitor.get("/login").text


def test_where_addresses_are_confirmed_first_known_and_unknown_look_the_same(visitor, ada, site_setting):
    site_setting(confirm_email_first=True)
    answers = [send(visitor, "/register", **grace() | {"email": email}) for email in (ada.email, "new@example.org")]
    assert answers[0].status_code == answers[1].status_code == 200
    assert answers[0].text.replace(ada.email, "") == answers[1].text.replace("new@example.org", "")


def test_changing_the_password_logs_out_everywhere_else(ada_at_home, visit, demo, ada):
    elsewhere = visit(demo)
    send(elsewhere, "/login", login=ada.email, password=PASSWORD)
    answer = send(
        ada_at_home,
        "/account/password",
        form="/account/security",
        current_password=PASSWORD,
        new_password="another engine entirely",
    )
    assert answer.status_code == 303
    assert ada_at_home.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 303


def test_one_sees_and_ends_ones_other_sessions(ada_at_home, visit, demo, ada):
    elsewhere = visit(demo)
    elsewhere.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"
    send(elsewhere, "/login", login=ada.email, password=PASSWORD)
    page = ada_at_home.get("/account/security").text
    assert "Firefox on Linux" in page
    path = re.findall(r"/account/sessions/\d+/delete", page)[0]
    assert send(ada_at_home, path, form="/account/security").status_code == 303
    assert elsewhere.get("/account/").status_code == 303
    assert ada_at_home.get("/account/").status_code == 200


def test_nobody_ends_somebody_elses_session(ada_at_home, visit, demo, new_person):
    bob = new_person("bob", "student")
    send(visit(demo), "/login", login=bob.email, password=PASSWORD)
    theirs = db.session.scalars(Session.of(bob)).one()
    answer = send(ada_at_home, f"/account/sessions/{theirs.id}/delete", form="/account/security")
    assert answer.status_code == 404


def test_a_profile_is_saved(ada_at_home, ada):
    answer = send(
        ada_at_home, "/account/", first_name="Augusta", last_name="King", bio="", phone_number="+44 20 7946 0000"
    )
    assert answer.status_code == 303
    page = ada_at_home.get("/account/").text
    assert "Augusta" in page and "+44 20 7946 0000" in page


def test_every_page_leads_to_ones_account(ada_at_home):
    assert 'href="/account/"' in ada_at_home.get("/").text


def test_private_pages_are_not_kept_by_the_browser(ada_at_home):
    assert "no-store" in ada_at_home.get("/account/").headers["Cache-Control"]
