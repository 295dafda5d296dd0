"""A second step at log-in: digits from a device, codes on paper, and sites that ask it of their staff."""

from __future__ import annotations

import re
import time

import pyotp
import pytest
import time_machine
from pyotp.totp import TOTP
from sqlalchemy import text

from educrowd.blueprints.auth.models import RecoveryCode
from educrowd.blueprints.auth.second_factor import proving as second_factor
from educrowd.core.db import db
from tests.auth.conftest import bearer, go_on, path_in
from tests.auth.test_pages import send
from tests.conftest import PASSWORD
from tests.races import at_once

PAGE = "/account/second-step"


def digits(secret: str, *, steps: int = 0) -> str:
    """What the device shows, some steps of half a minute from now."""
    return TOTP(secret).at(int(time.time()) + 30 * steps)


def switch_on(browser) -> tuple[str, list[str]]:
    """Set the second step up in the browser: the secret, and the recovery codes."""
    page = browser.submit(PAGE, current_password=PASSWORD)
    assert page.status_code == 200, page.text
    secret = re.search(r'name="secret"[^>]*value="([A-Z2-7]+)"', page.text)[1]
    page = browser.submit(f"{PAGE}/start", code=digits(secret, steps=-1), secret=secret)
    assert page.status_code == 201, page.text
    return secret, re.search(r"Recovery codes\">([^<]+)<", page.text)[1].split()


@pytest.fixture
def at_home(visitor, ada):
    return visitor.sign_in(ada)


@pytest.fixture
def set_up(at_home):
    return switch_on(at_home)


@pytest.fixture
def secret(set_up):
    return set_up[0]


@pytest.fixture
def paper(set_up):
    return set_up[1]


@pytest.fixture
def half_way(visit, demo, ada, secret):
    """A browser in which Ada's password was right."""
    browser = visit(demo)
    answer = browser.submit("/login", login=ada.email, password=PASSWORD, next="/account/security")
    assert answer.status_code == 303 and answer.headers["Location"] == "/login/code"
    return browser


def test_a_password_alone_lets_nobody_in(half_way, secret):
    assert half_way.get("/account/").status_code == 303
    assert half_way.submit("/login/code", code="000000").status_code == 401
    answer = half_way.submit("/login/code", code=digits(secret))
    assert answer.status_code == 303 and answer.headers["Location"] == "/account/security"
    assert "On since" in half_way.get("/account/security").text


def test_a_code_is_good_once(visit, demo, ada, half_way, secret):
    code = digits(secret)
    assert half_way.submit("/login/code", code=code).status_code == 303
    thief = visit(demo)
    thief.submit("/login", login=ada.email, password=PASSWORD)
    assert thief.submit("/login/code", code=code).status_code == 401
    assert thief.submit("/login/code", code=digits(secret, steps=-1)).status_code == 401, "an older one was taken"
    assert thief.submit("/login/code", code=digits(secret, steps=1)).status_code == 303


def test_of_two_who_show_one_code_at_once_one_is_let_in(visit, demo, ada, secret):
    browsers = [visit(demo), visit(demo)]
    for browser in browsers:
        browser.submit("/login", login=ada.email, password=PASSWORD)
    code = digits(secret)
    tries = [lambda browser=browser: browser.submit("/login/code", code=code).status_code for browser in browsers]
    assert sorted(at_once(*tries)) == [303, 401]


@pytest.mark.parametrize("steps", [-3, 3])
def test_a_code_of_another_time_is_refused(half_way, secret, steps):
    assert half_way.submit("/login/code", code=digits(secret, steps=steps)).status_code == 401


@pytest.mark.parametrize("code", ["", "12345", "1234567", "①②③④⑤⑥", "x" * 40, "x" * 5_000])
def test_nonsense_is_refused(half_way, code):
    assert half_way.submit("/login/code", code=code).status_code in (401, 422)


def test_a_recovery_code_lets_in_once_and_is_told(visit, demo, ada, half_way, paper, do_work, mailbox):
    assert len(set(paper)) == 10
    assert half_way.submit("/login/code", code=paper[0].upper()).status_code == 303
    again = visit(demo)
    again.submit("/login", login=ada.email, password=PASSWORD)
    assert again.submit("/login/code", code=paper[0]).status_code == 401
    assert again.submit("/login/code", code=paper[1]).status_code == 303
    do_work()
    assert [letter["Subject"] for letter in mailbox(ada.email)].count("A recovery code was used") == 2
    assert RecoveryCode.left(ada) == 8


def test_of_two_who_show_one_recovery_code_at_once_one_is_let_in(visit, demo, ada, paper):
    browsers = [visit(demo), visit(demo)]
    for browser in browsers:
        browser.submit("/login", login=ada.email, password=PASSWORD)
    tries = [lambda browser=browser: browser.submit("/login/code", code=paper[3]).status_code for browser in browsers]
    assert sorted(at_once(*tries)) == [303, 401]


def test_somebody_elses_recovery_code_opens_nothing(visit, demo, new_person, half_way):
    bob = visit(demo).sign_in(new_person("bob", "student"))
    _, his = switch_on(bob)
    assert half_way.submit("/login/code", code=his[0]).status_code == 401


def test_new_recovery_codes_make_the_old_ones_worthless(at_home, half_way, paper):
    page = at_home.submit(f"{PAGE}/codes", current_password=PASSWORD)
    assert page.status_code == 201 and paper[0] not in page.text
    assert half_way.submit("/login/code", code=paper[0]).status_code == 401


def test_neither_secret_nor_codes_are_in_the_database_as_they_are(ada, secret, paper):
    stored = db.session.execute(text(f"SELECT totp_secret FROM public.profiles WHERE user_id = {ada.id}")).scalar()
    assert stored and secret not in stored
    hashes = db.session.scalars(text(f"SELECT code_hash FROM public.recovery_codes WHERE user_id = {ada.id}")).all()
    assert len(hashes) == 10 and not {*paper} & {*hashes}


def test_a_secret_is_shown_to_whoever_knows_the_password_alone(at_home, ada):
    refused = at_home.submit(PAGE, current_password="not hers")
    assert refused.status_code == 422 and "otpauth" not in refused.text and 'name="secret"' not in refused.text
    shown = at_home.submit(PAGE, current_password=PASSWORD).text
    secret = re.search(r'name="secret"[^>]*value="([A-Z2-7]+)"', shown)[1]
    wrong = at_home.submit(f"{PAGE}/start", code="000000")
    assert wrong.status_code == 422 and secret not in wrong.text, "a borrowed browser reads the secret"
    mistyped = at_home.submit(f"{PAGE}/start", code="000000", secret=secret)
    assert mistyped.status_code == 422 and secret in mistyped.text and "no-store" in mistyped.headers["Cache-Control"]
    db.session.expire_all()
    assert not ada.has_second_factor


def test_switching_it_on_ends_other_sign_ins_and_is_told(at_home, visit, demo, ada, do_work, mailbox):
    elsewhere = visit(demo).sign_in(ada)
    switch_on(at_home)
    assert at_home.get("/account/").status_code == 200 and elsewhere.get("/account/").status_code == 303
    do_work()
    assert "Log-ins ask for a second step now" in [letter["Subject"] for letter in mailbox(ada.email)]


def test_switching_it_off_needs_the_password(at_home, visit, demo, ada, secret):
    assert at_home.submit(f"{PAGE}/end", current_password="not hers").status_code == 422
    assert at_home.submit(f"{PAGE}/end", current_password=PASSWORD).status_code == 303
    db.session.expire_all()
    assert not ada.has_second_factor and ada.profile.totp_secret is None and not RecoveryCode.left(ada)
    assert visit(demo).sign_in(ada).get("/account/").status_code == 200


@pytest.mark.parametrize("door", ["/password", "/login/link"])
def test_no_letter_leads_past_the_second_step(visit, platform, demo, ada, secret, door, do_work, mailbox):
    ada.is_verified = True
    db.session.commit()
    browser = visit(demo)
    send(browser, door, email=ada.email)
    do_work()
    (path,) = [
        path_in(letter, f"{door}/") for letter in mailbox(ada.email) if letter["Subject"].endswith(("link", "password"))
    ]
    browser = platform if door == "/password" else browser
    answer = browser.submit(path, new_password="a brand new engine")
    assert answer.headers["Location"] == "/login/code" and browser.get("/account/").status_code == 303
    answer = browser.submit("/login/code", code=digits(secret))
    assert browser.get("/account/").status_code == 200
    assert answer.location == "/" or go_on(browser, answer, demo).get("/account/").status_code == 200


def test_half_a_log_in_runs_out_and_dies_with_the_password(half_way, visit, demo, ada, secret):
    ada.set_password("a brand new engine")
    db.session.commit()
    assert half_way.submit("/login/code", code=digits(secret)).headers["Location"] == "/login"
    slow = visit(demo)
    slow.submit("/login", login=ada.email, password="a brand new engine")
    with time_machine.travel(time.time() + 700, tick=True):
        assert slow.submit("/login/code", code=digits(secret)).headers["Location"] == "/login"


def test_half_a_log_in_of_one_site_is_worth_nothing_on_another(half_way, visit, new_site, demo, secret):
    other = new_site("other")
    elsewhere = visit(other)
    cookie = half_way.get_cookie("session", domain=demo.host).value
    elsewhere.set_cookie("session", cookie, domain=other.host)
    elsewhere.submit("/login/code", code=digits(secret))
    assert elsewhere.get("/account/").status_code == 303


def test_codes_are_guessed_only_so_often(app, half_way, monkeypatch):
    monkeypatch.setitem(app.config, "THROTTLING", True)
    answers = [half_way.submit("/login/code", code=f"{number:06}").status_code for number in range(11)]
    assert answers == [401] * 10 + [429]


def test_the_api_asks_for_the_code_after_the_password_alone(visitor, ada, secret):
    login, right = "/api/v1/auth/login/", {"email": ada.email, "password": PASSWORD}
    assert visitor.post(login, json={**right, "password": "not hers"}).json["errors"][0]["code"] == "unauthenticated"
    wanted = visitor.post(login, json=right)
    assert wanted.status_code == 401 and wanted.json["errors"][0]["code"] == "otp_required"
    assert visitor.post(login, json={**right, "otp": "000000"}).status_code == 401
    code = digits(secret)
    assert visitor.post(login, json={**right, "otp": code}).status_code == 200
    assert visitor.post(login, json={**right, "otp": code}).status_code == 401


def test_the_api_sets_it_up_and_ends_it(visitor, ada, log_in):
    token, base = bearer(log_in(ada)["access_token"]), "/api/v1/auth/second-step/"
    assert visitor.get(base, headers=token).json["data"]["is_on"] is False
    assert visitor.post(base, json={"current_password": "not hers"}, headers=token).status_code == 422
    made = visitor.post(base, json={"current_password": PASSWORD}, headers=token).json["data"]
    assert made["secret"] in made["url"]
    assert visitor.post(f"{base}confirm/", json={"code": "000000"}, headers=token).status_code == 422
    on = visitor.post(f"{base}confirm/", json={"code": digits(made["secret"])}, headers=token)
    assert len(on.json["data"]["recovery_codes"]) == 10
    assert visitor.post(base, json={"current_password": PASSWORD}, headers=token).status_code == 409
    body = {"current_password": PASSWORD}
    assert visitor.post(f"{base}recovery-codes/", json=body, headers=token).status_code == 200
    assert visitor.get(base, headers=token).json["data"]["recovery_codes_left"] == 10
    assert visitor.post(f"{base}end/", json=body, headers=token).status_code == 204
    assert visitor.get(base, headers=token).json["data"]["is_on"] is False


def test_that_was_not_me_puts_everybody_out_and_drops_what_a_thief_began(visit, demo, ada, set_up, do_work, mailbox):
    do_work()
    (letter,) = [letter for letter in mailbox(ada.email) if "second step" in letter["Subject"]]
    path = path_in(letter, "/not-me/")
    victim = visit(None)
    assert ada.email in victim.get(path).text
    db.session.expire_all()
    assert ada.has_second_factor, "looking changed it"
    answer = victim.post(path, headers={"Origin": victim.origin})
    assert answer.status_code == 303 and answer.headers["Location"].startswith("/password/")
    assert send(victim, answer.headers["Location"], new_password="hers again").status_code == 303
    assert victim.get("/account/").status_code == 200
    assert visit(None).post(path, headers={"Origin": victim.origin}).status_code == 422


def test_that_was_not_me_ends_what_was_open(at_home, visit, demo, platform, ada, do_work, mailbox):
    at_home.submit("/account/password", current_password=PASSWORD, new_password="the thief's own")
    do_work()
    (letter,) = [letter for letter in mailbox(ada.email) if letter["Subject"] == "Your password was changed"]
    path = path_in(letter, "/not-me/")
    assert visit(demo).post(path, headers={"Origin": demo.origin}).status_code == 410
    assert platform.post(path, headers={"Origin": platform.origin}).status_code == 303
    assert at_home.get("/account/").status_code == 303


@pytest.fixture
def strict(site_setting):
    site_setting(staff_second_factor=True)


def test_staff_with_one_factor_are_members_like_others_where_the_site_asks_two(visitor, owner, strict, log_in):
    visitor.sign_in(owner)
    answer = visitor.get("/studio/")
    assert answer.status_code == 303 and answer.headers["Location"] == PAGE
    assert "asks its staff" in visitor.get(PAGE).text
    token = bearer(log_in(owner)["access_token"])
    refused = visitor.get("/api/v1/members/", headers=token)
    assert refused.status_code == 403 and refused.json["errors"][0]["code"] == "second_factor_required"
    switch_on(visitor)
    assert visitor.get("/studio/").status_code == 200


def test_learners_are_asked_for_nothing(visitor, ada, strict):
    assert visitor.sign_in(ada).get("/account/").status_code == 200


def test_nobody_asks_of_others_what_they_have_not_done(visitor, owner):
    visitor.sign_in(owner)
    fields = {"allow_registration": "y", "staff_second_factor": "y"}
    assert visitor.submit("/studio/members/ways-in", **fields).status_code == 422
    switch_on(visitor)
    assert visitor.submit("/studio/members/ways-in", **fields).status_code == 303
    page = visitor.get("/studio/members/ways-in").text
    assert re.search(r'checked[^>]*name="staff_second_factor"', page)


def test_the_api_decides_how_people_come_in(visitor, owner, log_in):
    token, path = bearer(log_in(owner)["access_token"]), "/api/v1/members/ways-in/"
    assert visitor.get(path, headers=token).json["data"]["allow_registration"] is True
    assert visitor.patch(path, json={"staff_second_factor": True}, headers=token).status_code == 422
    assert visitor.patch(path, json={"allow_registration": False}, headers=token).status_code == 200
    assert visitor.get("/register").status_code == 403


def test_two_factors_on_the_platform_count_on_the_site(visit, demo, owner, strict):
    platform, site = visit(None), visit(demo)
    platform.sign_in(owner)
    switch_on(platform)
    away = site.get("/enter?next=/studio/").headers["Location"]
    back = platform.get(away.partition("localhost")[2].partition("/")[2].join(["/", ""])).headers["Location"]
    assert site.get(back[len(demo.origin) :]).headers["Location"] == "/studio/"
    assert site.get("/studio/").status_code == 200


def test_the_clock_of_a_device_may_differ_a_little(ada):
    ada.profile.totp_secret = secret = pyotp.random_base32()
    db.session.commit()
    assert second_factor._is_fresh(ada, digits(secret, steps=-1))
    assert second_factor._is_fresh(ada, digits(secret, steps=1))
    assert not second_factor._is_fresh(ada, digits(secret))
