"""Attacks on access tokens: every one is answered with 401 and tells nothing."""

from __future__ import annotations

import base64
import json
from datetime import timedelta

import jwt
import pytest
import time_machine

from educrowd.blueprints.auth.entering import tokens
from educrowd.core.db import utcnow
from tests.auth.conftest import bearer

ME = "/api/v1/auth/me/"


@pytest.fixture
def claims(ada, log_in):
    token = log_in(ada)["access_token"]
    return jwt.decode(token, options={"verify_signature": False})


def signed(claims, *, algorithm="HS256", key=None, **header):
    return jwt.encode(claims, key or tokens._key(), algorithm=algorithm, headers={"typ": "at+jwt", **header})


def refused(visitor, token) -> bool:
    answer = visitor.get(ME, headers=bearer(token))
    assert answer.status_code == 401 and answer.json["errors"][0]["code"] == "unauthenticated"
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    return True


def test_the_token_says_what_the_contract_says(ada, log_in, demo):
    token = log_in(ada)["access_token"]
    assert jwt.get_unverified_header(token) == {"alg": "HS256", "typ": "at+jwt"}
    claims = jwt.decode(token, options={"verify_signature": False})
    assert claims["user_id"] == ada.id and claims["sub"] == str(ada.id)
    assert claims["tenant_id"] == demo.id and claims["aud"] == f"{demo.slug}.localhost"
    assert claims["role"] == "student" and claims["roles"] == ["student"]
    assert claims["exp"] - claims["iat"] == 15 * 60 and claims["jti"]


def test_an_honest_token_made_by_hand_is_good(visitor, claims):
    assert visitor.get(ME, headers=bearer(signed(claims))).status_code == 200


def test_the_algorithm_none_is_refused(visitor, claims):
    head, body = ({"alg": "none", "typ": "at+jwt"}, claims)
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in (head, body)]
    assert refused(visitor, ".".join([*parts, ""]))


@pytest.mark.filterwarnings("ignore::jwt.InsecureKeyLengthWarning")
@pytest.mark.parametrize("algorithm", ["HS384", "HS512"])
def test_another_algorithm_is_refused_even_with_our_key(visitor, claims, algorithm):
    assert refused(visitor, signed(claims, algorithm=algorithm))


@pytest.mark.parametrize(
    "header",
    [
        {"kid": "../../dev/null"},
        {"jku": "https://evil.example/keys"},
        {"jwk": {"kty": "oct", "k": "AAAA"}},
        {"x5u": "https://evil.example"},
        {"crit": ["exp"], "exp": 1},
        {"cty": "JWT"},
        {"typ": "JWT"},
        {"typ": "rt+jwt"},
    ],
    ids=lambda header: next(iter(header)),
)
def test_a_header_of_more_than_ours_is_refused(visitor, claims, header):
    assert refused(visitor, signed(claims, **header))


@pytest.mark.parametrize("key", [b"secret", b"a-secret-for-tests-that-is-long-enough"])
@pytest.mark.filterwarnings("ignore::jwt.InsecureKeyLengthWarning")
def test_a_guessed_key_is_refused(visitor, claims, key):
    assert refused(visitor, signed(claims, key=key))


@pytest.mark.parametrize("missing", tokens.CLAIMS)
def test_every_claim_is_required(visitor, claims, missing):
    assert refused(visitor, signed({name: value for name, value in claims.items() if name != missing}))


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "other.localhost"},
        {"aud": "localhost"},
        {"tenant_id": None},
        {"tenant_id": 1},
        {"jti": "1.x"},
        {"jti": "x"},
        {"jti": "99999999999999999999.x"},
        {"user_id": 1},
        {"exp": 1},
        {"iat": 32503680000},
    ],
    ids=str,
)
def test_a_claim_of_something_else_is_refused(visitor, claims, changes):
    assert refused(visitor, signed({**claims, **changes}))


def test_a_claimed_role_is_worth_nothing(visitor, claims):
    forged = signed({**claims, "role": "owner", "roles": ["owner"]})
    assert visitor.get("/api/v1/members/", headers=bearer(forged)).status_code == 403


def test_a_token_of_one_site_is_refused_on_another_and_on_the_platform(visit, ada, log_in, new_site):
    token = log_in(ada)["access_token"]
    assert refused(visit(new_site("other")), token)
    assert refused(visit(None), token)


def test_a_token_of_the_platform_is_refused_on_a_site(visit, visitor, ada, log_in):
    token = log_in(ada, None)["access_token"]
    assert visit(None).get(ME, headers=bearer(token)).json["data"]["roles"] == []
    assert refused(visitor, token)


def test_a_refresh_token_is_no_access_token(visitor, ada, log_in):
    assert refused(visitor, log_in(ada)["refresh_token"])


def test_an_access_token_is_no_refresh_token(visitor, ada, log_in):
    body = {"refresh_token": log_in(ada)["access_token"]}
    answer = visitor.post("/api/v1/auth/refresh/", json=body)
    assert answer.status_code == 422  # longer than any refresh token


def test_a_refresh_token_of_one_site_is_refused_on_another(visit, ada, log_in, new_site):
    body = {"refresh_token": log_in(ada)["refresh_token"]}
    assert visit(new_site("other")).post("/api/v1/auth/refresh/", json=body).status_code == 401


def test_a_token_runs_out_after_a_quarter_of_an_hour(visitor, ada, log_in):
    token = log_in(ada)["access_token"]
    with time_machine.travel(utcnow() + timedelta(minutes=14)):
        assert visitor.get(ME, headers=bearer(token)).status_code == 200
    with time_machine.travel(utcnow() + timedelta(minutes=16)):
        assert refused(visitor, token)


@pytest.mark.parametrize(
    "value", ["", "Bearer", "Bearer ", "Basic YTpi", "Bearer a.b.c", "Bearer \x7f.é.=", "x" * 9000]
)
def test_a_malformed_header_is_refused(visitor, demo, value):
    answer = visitor.get(ME, headers={"Authorization": value.encode("latin-1", "ignore").decode("latin-1")})
    assert answer.status_code == 401


def test_somebody_who_was_locked_out_is_out_at_once(visitor, ada, log_in):
    from educrowd.core.db import db

    token = log_in(ada)["access_token"]
    ada.is_active = False
    db.session.commit()
    assert refused(visitor, token)


def test_a_role_taken_away_is_gone_at_once(visitor, new_person, log_in):
    from educrowd.blueprints.auth.models import Membership
    from educrowd.core.db import db

    admin = new_person("alice", "admin")
    token = bearer(log_in(admin)["access_token"])
    assert visitor.get("/api/v1/members/", headers=token).status_code == 200
    db.session.scalars(Membership.here().where(Membership.user_id == admin.id)).one().end()
    db.session.commit()
    assert visitor.get("/api/v1/members/", headers=token).status_code == 401, "who holds no role any more is a stranger"


def test_a_role_ends_when_its_day_has_passed(visitor, new_person, log_in):
    from educrowd.core.db import db

    alice = new_person("alice", "student")
    token = bearer(log_in(alice)["access_token"])
    alice.take("admin", expires_at=utcnow() + timedelta(hours=1))
    db.session.commit()
    assert visitor.get("/api/v1/members/", headers=token).status_code == 200
    alice.take("admin", expires_at=utcnow() - timedelta(seconds=1))
    db.session.commit()
    assert visitor.get("/api/v1/members/", headers=token).status_code == 403
