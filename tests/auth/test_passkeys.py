"""Passkeys: made and shown on the platform's host alone, attacked by a device that lies."""

from __future__ import annotations

import html
import json
import re

import pytest
from sqlalchemy import text as sql

from educrowd.blueprints.auth.models import Passkey
from educrowd.core import tenancy
from educrowd.core.db import db
from tests.auth.conftest import bearer, path_in
from tests.auth.soft_key import PRESENT, SoftKey
from tests.auth.test_second_step import switch_on
from tests.conftest import PASSWORD
from tests.races import at_once

LOGIN, PAGE = "/login/passkey", "/account/passkeys"


def options_on(page) -> dict:
    """What the page tells the browser to ask the device."""
    return json.loads(html.unescape(re.search(r'data-options="([^"]+)"', page.text)[1]))


@pytest.fixture
def device(platform, app):
    return SoftKey(platform.origin, app.config["BASE_DOMAIN"])


@pytest.fixture
def at_home(platform, ada):
    return platform.sign_in(ada)


def begin(browser, password: str = PASSWORD):
    return browser.submit(f"{PAGE}/new", name="My phone", current_password=password)


@pytest.fixture
def passkey(at_home, device, ada):
    """Ada's passkey, kept on the device."""
    answer = at_home.submit(PAGE, credential=device.create(options_on(begin(at_home))), name="My phone")
    assert answer.status_code == 303, answer.text
    return db.session.scalars(Passkey.of(ada)).one()


def log_in(browser, device, options=None):
    options = options or options_on(browser.get(LOGIN))
    return browser.submit(LOGIN, credential=device.get(options), next="/account/security")


def test_a_passkey_logs_in_and_is_told_of(passkey, visit, ada, device, at_home):
    assert passkey.name == "My phone" and "My phone" in at_home.get(PAGE).text
    browser = visit(None)
    answer = log_in(browser, device)
    assert answer.status_code == 303 and answer.headers["Location"] == "/account/security"
    assert ada.email in browser.get("/account/").text
    db.session.expire_all()
    assert passkey.sign_count == 1 and passkey.last_used_at
    with tenancy.bind(None):
        letters = db.session.scalars(sql("SELECT args::text FROM public.outbox WHERE tenant_id IS NULL")).all()
    assert any("passkey_added" in str(letter) and str(ada.id) in str(letter) for letter in letters)


def test_a_passkey_is_made_by_whoever_knows_the_password(at_home):
    assert begin(at_home, "not hers").status_code == 422
    assert at_home.submit(PAGE, credential="{}", name="x").status_code == 422


def test_a_new_passkey_ends_other_sign_ins(visit, ada, at_home, device):
    elsewhere = visit(None).sign_in(ada)
    at_home.submit(PAGE, credential=device.create(options_on(begin(at_home))))
    assert at_home.get("/account/").status_code == 200 and elsewhere.get("/account/").status_code == 303


def test_a_lying_device_makes_nothing(at_home, device, ada):
    for lie in ({"origin": "http://demo.localhost:8000"}, {"host": "evil.example"}, {"flags": PRESENT}):
        liar = SoftKey(device.origin, device.host)
        vars(liar).update(lie)
        assert at_home.submit(PAGE, credential=liar.create(options_on(begin(at_home)))).status_code == 422, lie
    assert not db.session.scalars(Passkey.of(ada)).all()


@pytest.mark.parametrize("lie", [{"origin": "http://a.localhost:8000"}, {"host": "evil.example"}, {"flags": PRESENT}])
def test_an_answer_for_another_origin_or_host_or_without_the_lock_is_refused(passkey, visit, device, lie):
    vars(device).update(lie)
    assert log_in(visit(None), device).status_code == 401


def test_an_answer_is_good_once_even_with_the_cookie_of_before(passkey, visit, device, app):
    browser, thief = visit(None), visit(None)
    options = options_on(browser.get(LOGIN))
    cookie, answer = browser.get_cookie("session", domain=app.config["BASE_DOMAIN"]).value, device.get(options)
    assert browser.submit(LOGIN, credential=answer).status_code == 303
    db.session.execute(sql("UPDATE public.passkeys SET sign_count = 0"))  # a device that counts nothing
    db.session.commit()
    thief.set_cookie("session", cookie, domain=app.config["BASE_DOMAIN"])
    token = re.findall(r'name="csrf_token" value="([^"]+)"', thief.get("/login").text)[0]
    thief.set_cookie("session", cookie, domain=app.config["BASE_DOMAIN"])
    thief.token = token
    assert thief.submit(LOGIN, credential=answer).status_code == 401


def test_of_two_who_show_one_answer_at_once_one_is_let_in(passkey, visit, device, app):
    browser, other = visit(None), visit(None)
    answer = device.get(options_on(browser.get(LOGIN)))
    other.set_cookie(
        "session",
        browser.get_cookie("session", domain=app.config["BASE_DOMAIN"]).value,
        domain=app.config["BASE_DOMAIN"],
    )
    tries = [lambda who=who: who.submit(LOGIN, credential=answer).status_code for who in (browser, other)]
    assert sorted(at_once(*tries)) == [303, 401]


def test_somebody_elses_challenge_is_not_ours(passkey, visit, device):
    theirs = options_on(visit(None).get(LOGIN))
    mine = visit(None)
    mine.get(LOGIN)
    assert log_in(mine, device, theirs).status_code == 401


def test_a_copy_of_a_key_is_found_out_by_its_counter(passkey, visit, device):
    assert log_in(visit(None), device).status_code == 303
    device.count = 0
    assert log_in(visit(None), device).status_code == 401


def test_unknown_and_locked_out_look_the_same(passkey, visit, device, ada):
    stranger = SoftKey(device.origin, device.host)
    stranger.handle = b"1"
    unknown = log_in(visit(None), stranger)
    ada.is_active = False
    db.session.commit()
    locked = log_in(visit(None), device)
    assert unknown.status_code == locked.status_code == 401
    tidy = lambda page: re.sub(r'(data-options|value)="[^"]*"', "", page.text)  # noqa: E731
    assert tidy(unknown) == tidy(locked)


def test_a_key_says_whose_it_is(passkey, visit, device, new_person):
    device.handle = str(new_person("bob").id).encode()
    assert log_in(visit(None), device).status_code == 401


@pytest.mark.parametrize("credential", ["", "{}", "[]", "null", "nonsense", '{"id": 1}', "x" * 30_000])
def test_nonsense_is_refused(visit, demo, credential):
    browser = visit(None)
    browser.get(LOGIN)
    assert browser.submit(LOGIN, credential=credential).status_code in (401, 422)


def test_one_names_and_removes_ones_own_alone(passkey, at_home, visit, device, new_person):
    mallory = visit(None).sign_in(new_person("mallory"))
    for path in (f"{PAGE}/{passkey.id}/name", f"{PAGE}/{passkey.id}/delete"):
        assert mallory.submit(path, name="mine").status_code == 404
    assert at_home.submit(f"{PAGE}/{passkey.id}/name", name="Old phone").status_code == 303
    assert "Old phone" in at_home.get(PAGE).text
    assert at_home.submit(f"{PAGE}/{passkey.id}/delete").status_code == 303
    assert log_in(visit(None), device).status_code == 401


def test_the_same_device_is_not_kept_twice(passkey, at_home, device):
    assert at_home.submit(PAGE, credential=device.create(options_on(begin(at_home)))).status_code == 409


def test_what_was_planted_in_an_unproven_account_is_gone_once_its_owner_claims_it(
    passkey, at_home, visit, ada, device, do_platforms_work, mailbox
):
    switch_on(at_home)
    owner = visit(None)
    assert owner.submit("/password", email=ada.email).status_code == 200
    do_platforms_work()
    (letter,) = [letter for letter in mailbox(ada.email) if letter["Subject"] == "Choose a new password"]
    answer = owner.submit(path_in(letter, "/password/"), new_password="it is mine alone")
    assert answer.location == "/sites", "no second step of somebody else's"
    assert owner.get("/account/").status_code == 200 and at_home.get("/account/").status_code == 303
    assert log_in(visit(None), device).status_code == 401
    db.session.expire_all()
    assert ada.is_verified and not ada.has_second_factor and not db.session.scalars(Passkey.of(ada)).all()


def test_a_passkey_is_two_factors_on_a_site_that_asks_for_them(
    passkey_of_owner, visit, demo, site_setting, device, owner
):
    site_setting(staff_second_factor=True)
    platform, site = visit(None), visit(demo)
    assert log_in(platform, device).status_code == 303
    away = site.get("/enter?next=/studio/").headers["Location"].removeprefix(platform.origin)
    back = platform.get(away).headers["Location"].removeprefix(demo.origin)
    assert site.get(back).headers["Location"] == "/studio/"
    assert site.get("/studio/").status_code == 200


@pytest.fixture
def passkey_of_owner(platform, device, owner):
    platform.sign_in(owner)
    assert platform.submit(PAGE, credential=device.create(options_on(begin(platform)))).status_code == 303


def test_a_site_leads_to_the_platform_for_them(visitor, demo, ada, platform):
    assert visitor.get(LOGIN).status_code == 404
    assert "Use a passkey" in visitor.get("/login").text and LOGIN in platform.get("/login").text
    assert f"{platform.origin}{PAGE}" in visitor.sign_in(ada).get("/account/security").text


def test_the_api_lists_names_and_removes_them(passkey, visit, ada, log_in_there):
    token, path = bearer(log_in_there(ada)), "/api/v1/auth/passkeys/"
    api = visit(None)
    (shown,) = api.get(path, headers=token).json["data"]
    assert shown["name"] == "My phone" and "public_key" not in shown
    assert api.patch(f"{path}{passkey.id}/", json={"name": "Key"}, headers=token).json["data"]["name"] == "Key"
    assert api.delete(f"{path}{passkey.id}/", headers=token).status_code == 204
    assert api.get(f"{path}{passkey.id}/", headers=token).status_code == 404


@pytest.fixture
def log_in_there(visit):
    """`log_in_there(ada)` answers her access token on the platform."""

    def token_of(user) -> str:
        body = {"email": user.email, "password": PASSWORD}
        return visit(None).post("/api/v1/auth/login/", json=body).json["data"]["access_token"]

    return token_of


def test_without_scripts_nothing_is_offered_that_could_not_work(platform, at_home, visit):
    """The script takes `hidden` away; the words in its place stand in <noscript>."""
    for page in (visit(None).get(LOGIN).text, begin(at_home).text, at_home.get(PAGE).text):
        assert re.search(r"<(button|form)[^>]* data-needs-scripts[^>]* hidden|hidden[^>]* data-needs-scripts", page)
        assert "<noscript>" in page
