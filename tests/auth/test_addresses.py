"""One's email address: proven, changed, and brought back by the old one."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from educrowd.blueprints.auth.models import SingleUseCode, User
from educrowd.blueprints.auth.models.link import EMAIL
from educrowd.blueprints.auth.models.user import Taken
from educrowd.core import tenancy
from educrowd.core.db import db
from tests.auth.conftest import bearer, grace, path_in
from tests.auth.test_pages import send
from tests.conftest import PASSWORD, unique
from tests.races import at_once, meet_before

CHANGE, UNDO, PROOF = "/account/email/", "/email/undo/", "/account/proof/"


@pytest.fixture
def new_address():
    return f"{unique('ada')}@new.example"


@pytest.fixture
def at_home(visitor, ada):
    return visitor.sign_in(ada)


@pytest.fixture
def at_platform(platform, ada):
    """Ada's browser, logged in on the platform, where the links of such letters lead."""
    return platform.sign_in(ada)


@pytest.fixture
def link_to_new(at_home, do_work, mailbox, new_address):
    """The path of the link that was mailed to the new address."""
    assert at_home.submit("/account/email", email=new_address, current_password=PASSWORD).status_code == 303
    do_work()
    (letter,) = mailbox(new_address)
    return path_in(letter, CHANGE)


@pytest.fixture
def link_to_old(at_platform, ada, link_to_new, do_platforms_work, mailbox):
    """Ada's proven address was changed; the path of the link that her old one got."""
    before, ada.is_verified = ada.email, True
    db.session.commit()
    assert at_platform.submit(link_to_new).status_code == 303
    do_platforms_work()
    (letter,) = [letter for letter in mailbox(before) if letter["Subject"] == "Your address was changed"]
    db.session.expire_all()
    return path_in(letter, UNDO)


def test_a_new_address_is_proven_before_it_counts(at_home, at_platform, ada, link_to_new, new_address):
    assert ada.email != new_address
    assert at_home.get(link_to_new).status_code == at_home.submit(link_to_new).status_code == 410
    assert at_platform.get(link_to_new).status_code == 200
    db.session.expire_all()
    assert ada.email != new_address, "looking changed it"
    assert at_platform.submit(link_to_new).status_code == 303
    db.session.expire_all()
    assert ada.email == new_address and ada.is_verified
    assert at_platform.submit(link_to_new).status_code == 422


def test_a_wrong_password_changes_nothing(at_home, ada, do_work, mailbox, new_address):
    answer = at_home.submit("/account/email", email=new_address, current_password="not hers")
    assert answer.status_code == 422 and "not your password" in answer.text
    do_work()
    assert not mailbox(new_address)


def test_whoever_got_the_letter_by_mistake_takes_nothing(visit, new_person, link_to_new, at_platform):
    stranger = visit(None)
    assert stranger.get(link_to_new).headers["Location"].startswith("/login")
    stranger.sign_in(new_person("mallory", "student"))
    assert stranger.submit(link_to_new).status_code == 422
    assert at_platform.submit(link_to_new).status_code == 303, "the stranger used it up"


def test_free_and_taken_addresses_look_the_same_and_only_the_mailbox_tells(at_home, new_person, do_work, mailbox):
    bob, free = new_person("bob").email, f"{unique('free')}@example.org"
    answers = [at_home.submit("/account/email", email=email, current_password=PASSWORD) for email in (bob, free)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    do_work()
    (told,) = mailbox(bob)
    assert told["Subject"] == "You have an account" and CHANGE not in str(told)


def test_a_change_ends_other_sign_ins_and_open_links(
    at_home, at_platform, visit, demo, ada, do_work, mailbox, link_to_new
):
    elsewhere = visit(demo).sign_in(ada)
    before = ada.email
    send(visit(demo), "/password", email=before)
    do_work()
    (letter,) = [letter for letter in mailbox(before) if "password" in letter["Subject"]]
    assert at_platform.submit(link_to_new).status_code == 303
    assert at_platform.get("/account/").status_code == 200
    assert at_home.get("/account/").status_code == elsewhere.get("/account/").status_code == 303
    assert send(visit(None), path_in(letter, "/password/"), new_password="a brand new engine").status_code == 422


def test_the_old_address_undoes_it_and_puts_everybody_out(at_platform, visit, ada, new_address, link_to_old):
    assert ada.email == new_address
    thief, victim = at_platform, visit(None)
    thief.submit("/account/password", current_password=PASSWORD, new_password="now it is mine")
    assert victim.get(link_to_old).status_code == 200
    answer = victim.post(link_to_old, data={"new_password": "hers again"}, headers={"Origin": victim.origin})
    assert answer.status_code == 303
    db.session.expire_all()
    assert ada.email != new_address and ada.has_password("hers again")
    assert thief.get("/account/").status_code == 303
    again = victim.post(link_to_old, data={"new_password": "once more again"}, headers={"Origin": victim.origin})
    assert again.status_code == 422


def test_a_thief_cannot_undo_the_way_back_of_who_was_robbed(
    at_platform, visit, ada, link_to_old, do_platforms_work, mailbox
):
    """The thief changes the address once more, and undoes that."""
    mine, second = ada.email, f"{unique('second')}@example.org"
    at_platform.submit("/account/email", email=second, current_password=PASSWORD)
    do_platforms_work()
    at_platform.submit(path_in(mailbox(second)[0], CHANGE))
    do_platforms_work()
    (letter,) = [letter for letter in mailbox(mine) if letter["Subject"] == "Your address was changed"]
    send_to = {"data": {"new_password": "what a long word"}, "headers": {"Origin": at_platform.origin}}
    assert visit(None).post(path_in(letter, UNDO), **send_to).status_code == 303
    assert visit(None).post(link_to_old, **send_to).status_code == 303


def test_nobody_takes_an_address_that_may_be_wanted_back(visitor, visit, demo, ada, link_to_old):
    sought = f"SELECT email FROM public.single_use_codes WHERE user_id = {ada.id} AND purpose = 'undo'"
    old = str(db.session.scalars(text(sought)).first())
    assert send(visit(demo), "/register", **grace() | {"email": old}).status_code == 409
    assert User.guest(old) is ada, "a guest is who may take the address back"
    with pytest.raises(Taken):
        User.unclaimed(old)


def test_an_address_that_was_never_proven_is_kept_for_nobody(
    at_platform, visitor, ada, owner, log_in, link_to_new, do_platforms_work, mailbox
):
    """Whoever registers a stranger's address, and moves on to their own, is not given what the stranger is given."""
    strangers = ada.email
    assert at_platform.submit(link_to_new).status_code == 303
    do_platforms_work()
    (letter,) = [letter for letter in mailbox(strangers) if letter["Subject"] == "Your address is free again"]
    assert UNDO not in letter.get_body(("plain",)).get_content()
    body = {"email": strangers, "role": "admin"}
    visitor.post("/api/v1/invitations/", json=body, headers=bearer(log_in(owner)["access_token"]))
    db.session.expire_all()
    assert ada.is_verified and ada.roles == {"student"}
    invited = db.session.scalars(User.known_as(strangers)).one()
    assert invited is not ada and not invited.is_claimed


def test_of_two_accounts_that_want_one_address_one_gets_it(visit, new_person, do_platforms_work, mailbox, monkeypatch):
    address = f"{unique('wanted')}@example.org"
    people = [visit(None).sign_in(new_person(name, "student")) for name in ("ida", "eve")]
    for person in people:
        person.submit("/account/email", email=address, current_password=PASSWORD)
    do_platforms_work()
    paths = [path_in(letter, CHANGE) for letter in mailbox(address)]
    meet_before(monkeypatch, User, "move_to")
    tries = [(person, path) for person in people for path in paths]
    answers = [
        status
        for pair in (tries[:1] + tries[3:], tries[1:3])
        for status in at_once(
            *(lambda person=person, path=path: person.submit(path).status_code for person, path in pair)
        )
    ]
    assert answers.count(303) == 1 and set(answers) <= {303, 409, 422}


def test_the_api_changes_an_address(visitor, platform, ada, log_in, do_work, mailbox, new_address):
    token = bearer(log_in(ada)["access_token"])
    body = {"email": new_address, "current_password": PASSWORD}
    assert visitor.post("/api/v1/auth/email/change/", json=body, headers=token).status_code == 202
    do_work()
    code = {"token": path_in(mailbox(new_address)[0], CHANGE).rpartition("/")[2]}
    confirm = "/api/v1/auth/email/change/confirm/"
    assert "redeemed at" in visitor.post(confirm, json=code, headers=token).json["errors"][0]["message"]
    assert platform.post(confirm, json=code).status_code == 401
    token = bearer(log_in(ada, None)["access_token"])
    assert platform.post(confirm, json=code, headers=token).status_code == 204
    assert platform.get("/api/v1/auth/me/", headers=token).json["data"]["email"] == new_address


def test_one_proves_ones_own_address_while_logged_in(at_home, at_platform, visit, ada, do_work, mailbox, new_person):
    assert "not confirmed" in at_home.get("/account/security").text
    assert at_home.submit("/account/proof").status_code == 303
    do_work()
    path = path_in(mailbox(ada.email)[0], PROOF)
    assert visit(None).sign_in(new_person("mallory", "student")).submit(path).status_code == 422
    assert at_platform.submit(path).status_code == 303
    db.session.expire_all()
    assert ada.is_verified and "not confirmed" not in at_home.get("/account/security").text
    assert at_platform.submit(path).status_code == 422


def test_a_role_that_waited_is_taken_by_proving_the_address(visitor, platform, ada, owner, log_in, do_work, mailbox):
    body = {"email": ada.email, "role": "editor"}
    visitor.post("/api/v1/invitations/", json=body, headers=bearer(log_in(owner)["access_token"]))
    token = bearer(log_in(ada)["access_token"])
    assert visitor.post("/api/v1/auth/email/proof/", headers=token).status_code == 202
    do_work()
    (letter,) = [letter for letter in mailbox(ada.email) if letter["Subject"] == "Is this your address?"]
    code = {"token": path_in(letter, PROOF).rpartition("/")[2]}
    assert visitor.post("/api/v1/auth/email/proof/confirm/", json=code, headers=token).status_code == 422
    there = bearer(log_in(ada, None)["access_token"])
    assert platform.post("/api/v1/auth/email/proof/confirm/", json=code, headers=there).status_code == 204
    assert log_in(ada)["user"]["role"] == "editor"


def test_a_code_says_what_it_is_for(at_platform, link_to_new):
    token = link_to_new.rpartition("/")[2]
    for path in (f"{PROOF}{token}", f"/login/link/{token}", f"/password/{token}", f"{UNDO}{token}"):
        assert at_platform.submit(path, new_password="a brand new engine").status_code == 422, path
    with tenancy.bind(None):
        assert SingleUseCode.peek(token, EMAIL)
