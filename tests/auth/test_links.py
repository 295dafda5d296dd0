"""Links that arrive by mail: a new password, a guest's first one, an invitation."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select, text

from educrowd.blueprints.auth import mailers
from educrowd.blueprints.auth.models import Membership, User
from educrowd.core.db import db
from educrowd.core.outbox import OutboxEntry
from tests.auth.conftest import bearer, go_on, grace, path_in
from tests.auth.test_pages import send
from tests.conftest import PASSWORD, unique

NEW = "a brand new engine"


def link_in(letter) -> str:
    words = letter.get_body(("plain",)).get_content()
    return urlsplit(re.findall(r"https?://\S+/password/[\w-]+", words)[0]).path


def test_a_lost_password_is_replaced_by_a_link(visitor, platform, demo, ada, do_work, mailbox):
    assert send(visitor, "/password", email=ada.email).status_code == 200
    do_work()
    (letter,) = mailbox(ada.email)
    path = link_in(letter)
    assert f"go on to <strong>{demo.name}" in platform.get(path).text
    answer = send(platform, path, new_password=NEW)
    assert platform.get("/account/").status_code == 200
    assert send(platform, path, new_password="yet another one").status_code == 422
    assert go_on(platform, answer, demo).get("/account/").status_code == 200


def test_known_and_unknown_addresses_get_the_same_answer(visitor, ada, do_work, mailbox):
    known = visitor.post("/api/v1/auth/password/reset/", json={"email": ada.email})
    unknown = visitor.post("/api/v1/auth/password/reset/", json={"email": "nobody@example.org"})
    assert known.status_code == unknown.status_code == 202
    do_work()
    assert len(mailbox(ada.email)) == 1 and not mailbox("nobody@example.org")


def test_the_token_from_the_link_sets_the_password_once(visitor, platform, ada, log_in, do_work, mailbox):
    before = log_in(ada)
    visitor.post("/api/v1/auth/password/reset/", json={"email": ada.email})
    do_work()
    body = {"token": link_in(mailbox(ada.email)[0]).rpartition("/")[2], "new_password": NEW}
    confirm = "/api/v1/auth/password/reset/confirm/"
    assert platform.post(confirm, json={**body, "new_password": "short"}).status_code == 422
    assert platform.post(confirm, json=body).status_code == 204
    assert platform.post(confirm, json=body).status_code == 422
    assert visitor.get("/api/v1/auth/me/", headers=bearer(before["access_token"])).status_code == 401
    assert log_in(ada, password=NEW)


def test_no_queue_ever_holds_a_secret(visitor, ada, demo):
    visitor.post("/api/v1/auth/password/reset/", json={"email": ada.email})
    promised = db.session.scalars(select(OutboxEntry).where(OutboxEntry.tenant_id == demo.id)).all()
    assert [entry.args["args"] for entry in promised if "reset" in entry.job] == [[ada.email]]


def test_a_link_that_has_run_out_is_refused(visitor, platform, ada, do_work, mailbox):
    visitor.post("/api/v1/auth/password/reset/", json={"email": ada.email})
    do_work()
    db.session.execute(text("UPDATE public.single_use_codes SET expires_at = now() - interval '1 second'"))
    db.session.commit()
    assert send(platform, link_in(mailbox(ada.email)[0]), new_password=NEW).status_code == 422
    assert ada.has_password(PASSWORD)


def test_a_guest_claims_the_account(platform, demo, do_work, mailbox):
    guest = User.guest("Guest.Of.Honor@Example.org", "Hedy Lamarr")
    assert not guest.is_claimed and guest.name == "Hedy Lamarr" and not guest.has_password("")
    mailers.send_claim.later(guest.id)
    db.session.commit()
    do_work()
    (letter,) = mailbox("guest.of.honor@example.org")
    assert send(platform, link_in(letter), new_password=NEW).status_code == 303
    db.session.expire_all()
    assert guest.is_claimed and guest.is_verified
    assert User.guest("guest.of.honor@example.org") is guest


def test_an_account_without_a_password_lets_nobody_in(visitor, demo):
    User.guest("ghost@example.org")
    db.session.commit()
    for password in ("", "nobody has this password", "x"):
        body = {"email": "ghost@example.org", "password": password}
        assert visitor.post("/api/v1/auth/login/", json=body).status_code in (401, 422)


def test_an_address_is_confirmed_first_where_the_site_wants_it(visitor, platform, demo, site_setting, do_work, mailbox):
    site_setting(confirm_email_first=True)
    newcomer = grace()
    answer = visitor.post("/api/v1/auth/register/", json=newcomer)
    assert answer.status_code == 202 and answer.json["data"] is None
    do_work()
    assert visitor.post("/api/v1/auth/login/", json={k: newcomer[k] for k in ("email", "password")}).status_code == 401
    (letter,) = mailbox(newcomer["email"])
    answer = send(platform, link_in(letter), new_password=NEW)
    assert "Grace" in go_on(platform, answer, demo).get("/account/").text


def test_an_account_made_elsewhere_joins_such_a_site_once_its_address_is_proven(
    visitor, platform, demo, site_setting, do_work, mailbox
):
    site_setting(confirm_email_first=True)
    newcomer = grace()
    login = {key: newcomer[key] for key in ("email", "password")}
    assert platform.post("/api/v1/auth/register/", json=newcomer).status_code == 201
    answer = visitor.post("/api/v1/auth/login/", json=login)
    assert answer.status_code == 403 and "confirmed addresses only" in answer.json["errors"][0]["message"]
    answer = send(visitor, "/login", login=login["email"], password=login["password"])
    assert answer.status_code == 403 and "mailed you a link" in answer.text
    assert not db.session.scalar(select(Membership.id).join(Membership.user).where(User.email == login["email"]))
    do_work()
    letter = mailbox(login["email"])[-1]
    send(platform, "/login", login=login["email"], password=login["password"])
    path = path_in(letter, "/account/proof/")
    assert "Grace" in go_on(platform, send(platform, path), demo).get("/account/").text
    assert visitor.post("/api/v1/auth/login/", json=login).status_code == 200


def test_a_user_name_is_checked_before_the_address_is_confirmed(visitor, ada, site_setting):
    site_setting(confirm_email_first=True)
    for taken_or_odd in (ada.email, ada.username, "Admin"):
        answer = visitor.post("/api/v1/auth/register/", json={**grace(), "username": taken_or_odd})
        assert answer.json["errors"][0]["field"] == "username", taken_or_odd


def test_a_stranger_does_not_rename_a_guest(visitor, site_setting, do_work):
    site_setting(confirm_email_first=True)
    address = f"{unique('hedy')}@example.org"
    guest, stranger = User.guest(address, "Hedy Lamarr"), {**grace(), "email": address}
    db.session.commit()
    assert visitor.post("/api/v1/auth/register/", json=stranger).status_code == 202
    do_work()
    db.session.expire_all()
    assert guest.name == "Hedy Lamarr"


def test_whoever_has_an_account_is_told_so_by_mail_only(visitor, ada, site_setting, do_work, mailbox):
    site_setting(confirm_email_first=True)
    answer = visitor.post("/api/v1/auth/register/", json={**grace(), "email": ada.email})
    assert answer.status_code == 202
    do_work()
    (letter,) = mailbox(ada.email)
    assert letter["Subject"] == "You have an account" and "/password/" not in str(letter)


@pytest.mark.parametrize("address", ["/api/v1/members/", "/api/v1/invitations/"])
def test_an_invitation_leads_in(visitor, platform, demo, owner, log_in, do_work, mailbox, address):
    email = f"{unique('ida')}@example.org"
    token = bearer(log_in(owner)["access_token"])
    answer = visitor.post(address, json={"email": email, "name": "Ida Rhodes", "role": "editor"}, headers=token)
    assert answer.status_code == 201 and answer.headers["Location"].startswith("/api/v1/members/")
    do_work()
    (letter,) = mailbox(email)
    assert "editor" in letter["Subject"]
    go_on(platform, send(platform, link_in(letter), new_password=NEW), demo)
    ida = db.session.scalars(User.known_as(email)).one()
    assert ida.role == "editor"


def test_whoever_registered_somebody_elses_address_does_not_get_their_role(
    visitor, platform, owner, log_in, do_work, mailbox
):
    squatted = grace()
    visitor.post("/api/v1/auth/register/", json=squatted)
    invitation = {"email": squatted["email"], "role": "admin"}
    visitor.post("/api/v1/invitations/", json=invitation, headers=bearer(log_in(owner)["access_token"]))
    squatter = db.session.scalars(User.known_as(squatted["email"])).one()
    tokens = log_in(squatter, password=squatted["password"])
    assert tokens["user"]["roles"] == ["student"]
    assert visitor.get("/api/v1/members/", headers=bearer(tokens["access_token"])).status_code == 403
    do_work()
    (letter,) = (letter for letter in mailbox(squatted["email"]) if "admin" in letter["Subject"])
    assert send(platform, link_in(letter), new_password=NEW).status_code == 303
    assert visitor.get("/api/v1/auth/me/", headers=bearer(tokens["access_token"])).status_code == 401
    assert log_in(squatter, password=NEW)["user"]["role"] == "admin"


def test_a_changed_password_ends_the_links_that_were_sent_before(visitor, platform, ada, do_work, mailbox):
    for _ in range(2):
        visitor.post("/api/v1/auth/password/reset/", json={"email": ada.email})
    do_work()
    first, second = (link_in(letter) for letter in mailbox(ada.email))
    assert send(platform, first, new_password=NEW).status_code == 303
    assert send(platform, second, new_password="yet another engine").status_code == 422
