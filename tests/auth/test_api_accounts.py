"""Accounts through the API: register, log in, refresh, log out."""

from __future__ import annotations

from educrowd.blueprints.auth import passwords
from educrowd.blueprints.auth.models import Membership, User
from educrowd.core.db import db
from tests.auth.conftest import bearer, grace
from tests.conftest import PASSWORD


def test_registering_on_a_site_makes_a_student(visitor, demo):
    answer = visitor.post("/api/v1/auth/register/", json=grace())
    assert answer.status_code == 201
    assert answer.headers["Location"] == "/api/v1/auth/me/"
    user = answer.json["data"]["user"]
    assert user["name"] == "Grace Hopper" and user["role"] == "student" and user["roles"] == ["student"]
    me = visitor.get("/api/v1/auth/me", headers=bearer(answer.json["data"]["access_token"]))
    assert me.json["data"]["email"] == user["email"]


def test_registering_on_the_platform_gives_an_account_without_a_role(visit):
    answer = visit(None).post("/api/v1/auth/register/", json=grace())
    assert answer.status_code == 201 and answer.json["data"]["user"]["roles"] == []


def test_a_known_address_is_refused_whatever_its_case(visitor):
    newcomer = grace()
    assert visitor.post("/api/v1/auth/register/", json=newcomer).status_code == 201
    again = visitor.post("/api/v1/auth/register/", json={**newcomer, "email": newcomer["email"].upper()})
    assert again.status_code == 409
    assert again.json["errors"][0] | {"message": ""} == {"code": "conflict", "field": "email", "message": ""}


def test_nobody_makes_themselves_an_owner(visitor, demo):
    answer = visitor.post("/api/v1/auth/register/", json={**grace(), "role": "owner", "is_operator": True})
    assert answer.status_code == 422
    assert {(e["code"], e["field"]) for e in answer.json["errors"]} == {
        ("unknown_field", "role"),
        ("unknown_field", "is_operator"),
    }


def test_a_weak_password_is_refused_and_leaves_no_account(visitor, demo):
    newcomer = grace() | {"password": "password123"}
    answer = visitor.post("/api/v1/auth/register/", json=newcomer)
    assert answer.status_code == 422 and answer.json["errors"][0]["field"] == "password"
    assert db.session.scalar(User.known_as(newcomer["email"])) is None


def test_unknown_people_and_wrong_passwords_get_the_same_answer(visitor, ada):
    wrong = visitor.post("/api/v1/auth/login/", json={"email": ada.email, "password": "not hers at all"})
    unknown = visitor.post("/api/v1/auth/login/", json={"email": "nobody@example.org", "password": "x"})
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json["errors"] == unknown.json["errors"]


def test_unknown_people_cost_as_much_hashing_as_known_ones(visitor, ada, monkeypatch):
    from argon2 import PasswordHasher

    verified = []
    verify = PasswordHasher.verify
    monkeypatch.setattr(PasswordHasher, "verify", lambda *args: verified.append(1) or verify(*args))
    for login in (ada.email, "nobody@example.org"):
        visitor.post("/api/v1/auth/login/", json={"email": login, "password": "wrong"})
    assert len(verified) == 2


def test_a_hash_of_other_strength_still_opens_and_is_renewed(visitor, ada):
    from argon2 import PasswordHasher

    from tests.conftest import PASSWORD

    costly = PasswordHasher(time_cost=2, memory_cost=1024, parallelism=2).hash(PASSWORD)
    ada.password_hash = costly
    db.session.commit()
    for _ in range(2):
        answer = visitor.post("/api/v1/auth/login/", json={"email": ada.email, "password": PASSWORD})
        assert answer.status_code == 200
    db.session.expire_all()
    assert ada.password_hash != costly and not passwords.is_outdated(ada.password_hash)


def test_passwords_cost_what_owasp_asks_for():
    asked = passwords._hasher(cheap=False)
    assert asked.memory_cost >= 19 * 1024 and asked.time_cost >= 2 and asked.parallelism >= 1
    assert asked.hash("nobody's").startswith("$argon2id$")


def test_one_logs_in_by_user_name_too(visitor, ada):
    from tests.conftest import PASSWORD

    answer = visitor.post("/api/v1/auth/login/", json={"username": ada.username.upper(), "password": PASSWORD})
    assert answer.status_code == 200
    assert answer.json["data"]["token_type"] == "Bearer" and answer.json["data"]["expires_in"] == 900


def test_logging_in_on_a_site_joins_it_where_it_is_open(visit, new_site, new_person, log_in):
    ada, other = new_person("ada"), new_site("other")
    assert log_in(ada, other)["user"]["roles"] == ["student"]


def test_a_closed_site_lets_only_members_in(visitor, new_person, site_setting):
    from tests.conftest import PASSWORD

    stranger, member = new_person("mallory"), new_person("ada", "student")
    site_setting(allow_registration=False)
    answers = [
        visitor.post("/api/v1/auth/login/", json={"email": person.email, "password": PASSWORD})
        for person in (stranger, member)
    ]
    assert [answer.status_code for answer in answers] == [403, 200]


def test_somebody_who_was_removed_does_not_walk_back_in(visitor, ada, demo):
    from tests.conftest import PASSWORD

    db.session.scalars(Membership.here().where(Membership.user_id == ada.id)).one().end()
    db.session.commit()
    answer = visitor.post("/api/v1/auth/login/", json={"email": ada.email, "password": PASSWORD})
    assert answer.status_code == 403


def test_a_refresh_token_works_once_and_its_reuse_ends_everything(visitor, ada, log_in):
    first = log_in(ada)
    second = visitor.post("/api/v1/auth/refresh/", json={"refresh_token": first["refresh_token"]}).json["data"]
    assert visitor.get("/api/v1/auth/me/", headers=bearer(second["access_token"])).status_code == 200

    stolen = visitor.post("/api/v1/auth/refresh/", json={"refresh_token": first["refresh_token"]})
    assert stolen.status_code == 401
    late = visitor.post("/api/v1/auth/refresh/", json={"refresh_token": second["refresh_token"]})
    assert late.status_code == 401
    assert visitor.get("/api/v1/auth/me/", headers=bearer(second["access_token"])).status_code == 401


def test_logging_out_kills_both_tokens_at_once(visitor, ada, log_in):
    tokens = log_in(ada)
    assert visitor.post("/api/v1/auth/logout/", headers=bearer(tokens["access_token"])).status_code == 204
    assert visitor.get("/api/v1/auth/me/", headers=bearer(tokens["access_token"])).status_code == 401
    renewed = visitor.post("/api/v1/auth/refresh/", json={"refresh_token": tokens["refresh_token"]})
    assert renewed.status_code == 401


def test_a_new_password_ends_all_other_sign_ins(visitor, ada, log_in):
    from tests.conftest import PASSWORD

    here, elsewhere = log_in(ada), log_in(ada)
    body = {"current_password": PASSWORD, "new_password": "a brand new engine"}
    changed = visitor.post("/api/v1/auth/password/change/", json=body, headers=bearer(here["access_token"]))
    assert changed.status_code == 204
    assert visitor.get("/api/v1/auth/me/", headers=bearer(here["access_token"])).status_code == 200
    assert visitor.get("/api/v1/auth/me/", headers=bearer(elsewhere["access_token"])).status_code == 401
    assert log_in(ada, password="a brand new engine")


def test_one_changes_what_one_tells_about_oneself(visitor, ada, log_in):
    token = bearer(log_in(ada)["access_token"])
    body = {"first_name": "Augusta", "phone_number": "+44 20 7946 0000", "date_of_birth": "1815-12-10"}
    answer = visitor.patch("/api/v1/auth/me/", json=body, headers=token)
    assert answer.status_code == 200
    shown = visitor.get("/api/v1/auth/me/", headers=token).json["data"]
    assert shown["first_name"] == "Augusta" and shown["profile"]["date_of_birth"] == "1815-12-10"
    for wrong in ({"email": "x@y.org"}, {"first_name": "Ida", "date_of_birth": "2893-01-01"}):
        assert visitor.patch("/api/v1/auth/me/", json=wrong, headers=token).status_code == 422
    page = visitor.sign_in(ada)
    answer = page.submit("/account/", first_name="Ida", date_of_birth="2893-01-01")
    assert answer.status_code == 422 and "has not come yet" in answer.text
    db.session.refresh(ada)
    assert ada.first_name == "Augusta"


def test_what_is_private_reaches_the_database_encrypted(visitor, ada, log_in):
    from sqlalchemy import text

    token = bearer(log_in(ada)["access_token"])
    visitor.patch("/api/v1/auth/me/", json={"phone_number": "+44 20 7946 0000"}, headers=token)
    stored = db.session.scalar(text("SELECT phone_number FROM public.profiles WHERE user_id = :id"), {"id": ada.id})
    assert stored and "7946" not in stored


def test_people_list_and_end_their_own_sign_ins_on_this_host(visit, demo, ada, new_person):
    def sign_in(person, site=demo):
        return visit(site).post("/api/v1/auth/login/", json={"email": person.email, "password": PASSWORD}).json["data"]

    def ask(method, tokens, path="", **options):
        headers = bearer(tokens["access_token"])
        return visit(demo).open(f"/api/v1/auth/sessions/{path}", method=method, headers=headers, **options)

    first, second, third, bobs = (*(sign_in(ada) for _ in range(3)), sign_in(new_person("bob", "student")))
    browser = visit(demo).sign_in(ada)
    platform = sign_in(ada, None)
    listed = ask("GET", first, query_string={"sort": "id"}).json
    assert [one["kind"] for one in listed["data"]] == ["api", "api", "api", "web"] and listed["meta"]["total"] == 4
    assert [one["is_present"] for one in listed["data"]] == [True, False, False, False]
    assert {"device", "address", "created_at", "last_seen_at", "expires_at"} < listed["data"][0].keys()
    ids = [one["id"] for one in listed["data"]]
    # Another's is as none, to see and to end.
    assert ask("DELETE", bobs, f"{ids[0]}/").status_code == ask("DELETE", bobs, "999999999/").status_code == 404
    assert len(ask("GET", bobs).json["data"]) == 1
    # One ends: its access and its refresh token are dead at once.
    assert ask("DELETE", first, f"{ids[1]}/").status_code == 204
    assert ask("GET", second).status_code == 401
    refresh = {"refresh_token": second["refresh_token"]}
    assert visit(demo).post("/api/v1/auth/refresh/", json=refresh).status_code == 401
    assert ask("DELETE", first, f"{ids[1]}/").status_code == 404
    # All others do, on this host alone.
    assert browser.get("/account/").status_code == 200
    assert ask("DELETE", first).status_code == 204
    assert [one["id"] for one in ask("GET", first).json["data"]] == [ids[0]]
    assert browser.get("/account/").status_code != 200 and ask("GET", third).status_code == 401
    refresh = {"refresh_token": third["refresh_token"]}
    assert visit(demo).post("/api/v1/auth/refresh/", json=refresh).status_code == 401
    assert visit(None).get("/api/v1/auth/me/", headers=bearer(platform["access_token"])).status_code == 200
    assert ask("GET", bobs).status_code == 200
    # By its own id one ends the sign-in that asks, as logging out does.
    assert ask("DELETE", first, f"{ids[0]}/").status_code == 204 and ask("GET", first).status_code == 401
