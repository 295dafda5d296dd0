"""The envelope, the errors and the promises that every resource of the API keeps."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select, text

from educrowd.blueprints.auth.models import Membership, User
from educrowd.core import tenancy
from educrowd.core.audit import AuditEntry
from educrowd.core.db import db
from tests.conftest import PASSWORD, unique

MEMBERS = "/api/v1/members/"


@pytest.fixture
def token(visitor, owner) -> dict[str, str]:
    answer = visitor.post("/api/v1/auth/login/", json={"email": owner.email, "password": PASSWORD})
    return {"Authorization": f"Bearer {answer.json['data']['access_token']}"}


def newcomer(role: str = "student") -> dict[str, str]:
    return {"email": f"{unique('bob')}@example.org", "role": role}


@pytest.fixture
def bob(visitor, token) -> dict:
    """Bob's membership, as the API shows it."""
    return visitor.post(MEMBERS, json=newcomer(), headers=token).json["data"]


def problem(answer) -> tuple[str, str | None]:
    body = answer.json
    assert body["success"] is False and body["data"] is None and body["meta"]["request_id"]
    return body["errors"][0]["code"], body["errors"][0]["field"]


def test_a_success_wears_the_envelope(visitor, token):
    answer = visitor.get(MEMBERS, headers=token)
    assert set(answer.json) == {"success", "data", "meta", "errors"}
    assert answer.json["success"] is True and answer.json["errors"] == []
    assert answer.json["meta"] | {"request_id": ""} == {"total": 2, "page": 1, "per_page": 20, "request_id": ""}
    assert answer.json["meta"]["request_id"] == answer.headers["X-Request-Id"]


def test_addresses_work_with_and_without_the_last_slash(visitor, token):
    for path in (MEMBERS, MEMBERS.rstrip("/")):
        assert visitor.get(path, headers=token).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/v1/nothing/", 404, "not_found"),
        ("GET", "/api/nothing", 404, "not_found"),
        ("DELETE", MEMBERS, 405, "method_not_allowed"),
        ("GET", MEMBERS, 401, "unauthenticated"),
    ],
)
def test_failures_wear_the_envelope_too(visitor, method, path, status, code):
    answer = visitor.open(path, method=method)
    assert answer.status_code == status and problem(answer) == (code, None)


def test_a_method_that_is_not_there_names_those_that_are(visitor):
    allowed = visitor.delete(MEMBERS).headers["Allow"]
    assert set(allowed.split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}


def test_who_is_not_signed_in_is_told_how(visitor):
    assert visitor.get(MEMBERS).headers["WWW-Authenticate"].startswith("Bearer")


def test_an_unknown_site_is_answered_in_json(visitor):
    answer = visitor.get("/api/v1/auth/me/", base_url="http://nobody-lives-here.localhost:8000")
    assert answer.status_code == 404 and problem(answer)[0] == "not_found"


@pytest.mark.parametrize(
    ("body", "content_type", "status", "code"),
    [
        (b"{", "application/json", 400, "malformed"),
        (b"", "application/json", 400, "malformed"),
        (b"\xff\xfe", "application/json", 400, "malformed"),
        (b'{"email": NaN}', "application/json", 400, "malformed"),
        (b"[" * 100_000, "application/json", 400, "malformed"),
        (b'{"x": ' + b"9" * 5000 + b"}", "application/json", 400, "malformed"),
        (b"email=a", "application/x-www-form-urlencoded", 415, "unsupported_media_type"),
        (b"[1]", "application/json", 422, "invalid"),
        (b'"text"', "application/json", 422, "invalid"),
        (b"null", "application/json", 422, "invalid"),
        (b'{"email": "a\\u0000b@example.org", "role": "student"}', "application/json", 422, "invalid"),
        (b'{"email": "\\ud800@example.org", "role": "student"}', "application/json", 422, "invalid"),
    ],
)
def test_a_bad_body_is_a_clear_refusal(visitor, token, body, content_type, status, code):
    answer = visitor.post(MEMBERS, data=body, content_type=content_type, headers=token)
    assert answer.status_code == status and problem(answer)[0] == code


def test_a_body_that_is_too_large_is_refused(visitor, token, app):
    answer = visitor.post(
        MEMBERS,
        data=b" " * (app.config["MAX_CONTENT_LENGTH"] + 1),
        content_type="application/json",
        headers=token,
    )
    assert answer.status_code == 413 and problem(answer)[0] == "too_large"


def test_every_bad_field_is_named(visitor, token):
    answer = visitor.post(MEMBERS, json={"email": "x", "role": "emperor", "salary": 1}, headers=token)
    assert answer.status_code == 422
    found = {(error["code"], error["field"]) for error in answer.json["errors"]}
    assert found == {("invalid", "email"), ("invalid", "role"), ("unknown_field", "salary")}


@pytest.mark.parametrize(
    "query",
    [
        "page=0",
        "page=x",
        "page=99999999999999999999",
        "per_page=101",
        "per_page=0",
        "sort=password_hash",
        "sort=id;DROP TABLE users",
        "role=emperor",
        "color=red",
    ],
)
def test_lists_take_only_what_they_know(visitor, token, query):
    answer = visitor.get(f"{MEMBERS}?{query}", headers=token)
    assert answer.status_code == 422 and problem(answer)[1] in (query.partition("=")[0], None)


def test_lists_come_in_pages_that_link_to_one_another(visitor, token):
    for _ in range(3):
        visitor.post(MEMBERS, json=newcomer("backer"), headers=token)
    first = visitor.get(f"{MEMBERS}?role=backer&per_page=2&sort=-id", headers=token)
    assert first.json["meta"]["total"] == 3 and len(first.json["data"]) == 2
    assert 'rel="next"' in first.headers["Link"] and "role=backer" in first.headers["Link"]
    following = first.headers["Link"].partition(">")[0].lstrip("<")
    second = visitor.get(following, headers=token)
    assert len(second.json["data"]) == 1 and 'rel="prev"' in second.headers["Link"]
    ids = [row["id"] for row in (*first.json["data"], *second.json["data"])]
    assert ids == sorted(ids, reverse=True) and len(set(ids)) == 3


def test_a_page_past_the_end_is_empty(visitor, token):
    answer = visitor.get(f"{MEMBERS}?page=1000000", headers=token)
    assert answer.status_code == 200 and answer.json["data"] == []


def test_resources_show_whose_they_are_and_when_they_changed(bob, demo):
    assert bob["tenant_id"] == demo.id and isinstance(bob["id"], int)
    for moment in (bob["created_at"], bob["updated_at"], bob["assigned_at"]):
        assert moment.endswith("Z") and "T" in moment


def test_what_was_created_can_be_found_where_it_says(visitor, token):
    answer = visitor.post(MEMBERS, json=newcomer(), headers=token)
    assert answer.status_code == 201
    assert visitor.get(answer.headers["Location"], headers=token).json["data"]["id"] == answer.json["data"]["id"]


def test_another_sites_row_looks_as_if_it_did_not_exist(visitor, visit, token, bob, new_site):
    other = new_site("other")
    owner = _owner_of(other)
    there = visit(other)
    login = there.post("/api/v1/auth/login/", json={"email": owner, "password": PASSWORD})
    theirs = {"Authorization": f"Bearer {login.json['data']['access_token']}"}
    foreign = there.get(f"{MEMBERS}{bob['id']}/", headers=theirs)
    missing = there.get(f"{MEMBERS}999999999/", headers=theirs)
    assert foreign.status_code == missing.status_code == 404
    assert foreign.json["errors"] == missing.json["errors"]


def _owner_of(site) -> str:
    with tenancy.bind(site):
        return db.session.scalars(User.members()).one().email


@pytest.mark.parametrize("id", ["0", "99999999999999999999999", "x", "-1", "1.5"])
def test_an_odd_id_is_not_found(visitor, token, id):
    assert visitor.get(f"{MEMBERS}{id}/", headers=token).status_code == 404


class TestETags:
    def test_what_has_not_changed_is_not_sent_again(self, visitor, token, bob):
        path = f"{MEMBERS}{bob['id']}/"
        first = visitor.get(path, headers=token)
        again = visitor.get(path, headers={**token, "If-None-Match": first.headers["ETag"]})
        assert again.status_code == 304 and again.data == b""

    def test_lists_have_them_too(self, visitor, token, bob):
        first = visitor.get(MEMBERS, headers=token)
        assert visitor.get(MEMBERS, headers={**token, "If-None-Match": first.headers["ETag"]}).status_code == 304
        visitor.post(MEMBERS, json=newcomer(), headers=token)
        assert visitor.get(MEMBERS, headers={**token, "If-None-Match": first.headers["ETag"]}).status_code == 200

    def test_an_update_of_what_has_changed_since_is_refused(self, visitor, token, bob):
        path = f"{MEMBERS}{bob['id']}/"
        seen = {**token, "If-Match": visitor.get(path, headers=token).headers["ETag"]}
        changed = visitor.patch(path, json={"role": "editor"}, headers=seen)
        assert changed.status_code == 200
        stale = visitor.patch(path, json={"role": "creator"}, headers=seen)
        assert stale.status_code == 412 and problem(stale)[0] == "precondition_failed"
        assert visitor.get(path, headers=token).json["data"]["role"] == "editor"
        fresh = {**token, "If-Match": changed.headers["ETag"]}
        assert visitor.delete(path, headers=fresh).status_code == 204

    def test_of_two_updates_at_once_one_wins(self, visit, demo, token, bob):
        path = f"{MEMBERS}{bob['id']}/"
        seen = {**token, "If-Match": visit(demo).get(path, headers=token).headers["ETag"]}
        update = _at_once(lambda role: visit(demo).patch(path, json={"role": role}, headers=seen).status_code)
        assert sorted(update(["editor", "creator"])) == [200, 412]


class TestIdempotency:
    def test_the_same_request_twice_has_one_effect_and_one_answer(self, visitor, token, demo):
        body, headers = newcomer(), {**token, "Idempotency-Key": unique("key")}
        first = visitor.post(MEMBERS, json=body, headers=headers)
        second = visitor.post(MEMBERS, json=body, headers=headers)
        assert first.status_code == second.status_code == 201
        assert first.data == second.data and first.headers["Location"] == second.headers["Location"]
        assert second.headers["Idempotency-Replayed"] == "true"
        assert _times_invited(body["email"]) == 1

    def test_the_same_key_for_another_request_is_a_mismatch(self, visitor, token):
        headers = {**token, "Idempotency-Key": unique("key")}
        visitor.post(MEMBERS, json=newcomer(), headers=headers)
        answer = visitor.post(MEMBERS, json=newcomer(), headers=headers)
        assert answer.status_code == 409 and problem(answer)[0] == "idempotency_mismatch"

    def test_at_the_same_moment_it_still_has_one_effect(self, visit, demo, token):
        body, headers = newcomer(), {**token, "Idempotency-Key": unique("key")}
        send = _at_once(lambda _: visit(demo).post(MEMBERS, json=body, headers=headers))
        answers = send(range(4))
        assert {answer.status_code for answer in answers} == {201}
        assert len({answer.data for answer in answers}) == 1
        assert _times_invited(body["email"]) == 1

    def test_a_refused_request_may_be_sent_again_corrected(self, visitor, token):
        headers = {**token, "Idempotency-Key": unique("key")}
        assert visitor.post(MEMBERS, json={"role": "student"}, headers=headers).status_code == 422
        assert visitor.post(MEMBERS, json=newcomer(), headers=headers).status_code == 201

    def test_two_people_may_use_the_same_key(self, visitor, token, new_person):
        key = unique("key")
        visitor.post(MEMBERS, json=newcomer(), headers={**token, "Idempotency-Key": key})
        alice = new_person("alice", "admin")
        login = visitor.post("/api/v1/auth/login/", json={"email": alice.email, "password": PASSWORD})
        hers = {"Authorization": f"Bearer {login.json['data']['access_token']}", "Idempotency-Key": key}
        assert visitor.post(MEMBERS, json=newcomer(), headers=hers).status_code == 201

    def test_a_key_that_is_too_long_is_refused(self, visitor, token):
        answer = visitor.post(MEMBERS, json=newcomer(), headers={**token, "Idempotency-Key": "k" * 256})
        assert answer.status_code == 422 and problem(answer) == ("invalid", "Idempotency-Key")

    def test_kept_answers_are_encrypted(self, visitor, demo, ada):
        key = unique("key")
        body = {"email": ada.email, "password": PASSWORD}
        answer = visitor.post("/api/v1/auth/login/", json=body, headers={"Idempotency-Key": key})
        stored = db.session.scalars(text("SELECT coalesce(body, '') FROM public.idempotency_keys")).all()
        assert stored and not any(answer.json["data"]["refresh_token"] in body for body in stored)


def _times_invited(email: str) -> int | None:
    user = db.session.scalars(User.known_as(email)).one()
    assert db.session.scalar(select(func.count()).where(Membership.user_id == user.id)) == 1
    return db.session.scalar(
        select(func.count()).where(AuditEntry.action == "member.added", AuditEntry.subject_id == user.id)
    )


def _at_once(act: Callable) -> Callable:
    """Run `act` on each of its inputs at the same moment."""

    def all_of(inputs) -> list:
        inputs = list(inputs)
        barrier = threading.Barrier(len(inputs))

        def start(value):
            barrier.wait(5)
            return act(value)

        with ThreadPoolExecutor(len(inputs)) as pool:
            return list(pool.map(start, inputs))

    return all_of
