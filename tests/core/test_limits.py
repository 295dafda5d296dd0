"""Rate limits: counted by account and address; without Redis log-in closes and reading stays open."""

from __future__ import annotations

import pytest
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter
from redis import Redis

from educrowd.core.limits import limiter
from tests.conftest import PASSWORD

LOGIN = "/api/v1/auth/login/"


@pytest.fixture
def throttling(app, monkeypatch):
    monkeypatch.setitem(app.config, "THROTTLING", True)
    limiter.reset()
    yield
    limiter.reset()


@pytest.fixture
def redis_is_down(app, throttling, monkeypatch):
    """Point everything at a port where nobody listens."""
    nobody = "redis://127.0.0.1:1"
    monkeypatch.setitem(app.extensions, "redis", Redis.from_url(nobody))
    storage = storage_from_string(nobody)
    with monkeypatch.context() as patch:
        patch.setattr(limiter, "_storage", storage)
        patch.setattr(limiter, "_limiter", FixedWindowRateLimiter(storage))
        yield


def test_guessing_one_persons_password_is_stopped(visitor, ada, throttling):
    answers = [visitor.post(LOGIN, json={"email": ada.email, "password": "a guess"}) for _ in range(21)]
    assert [answer.status_code for answer in answers] == [401] * 20 + [429]
    assert answers[-1].json["errors"][0]["code"] == "rate_limited"
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_once_stopped_the_right_password_does_not_help(visitor, ada, throttling):
    for _ in range(20):
        visitor.post(LOGIN, json={"email": ada.email, "password": "a guess"})
    assert visitor.post(LOGIN, json={"email": ada.email, "password": PASSWORD}).status_code == 429


def test_guessing_from_many_addresses_is_stopped_by_account(visitor, ada, throttling):
    def guess(number: int) -> int:
        body = {"email": ada.email.upper(), "password": "a guess"}
        return visitor.post(LOGIN, json=body, environ_base={"REMOTE_ADDR": f"203.0.113.{number}"}).status_code

    assert [guess(number) for number in range(21)][-1] == 429


def test_one_network_of_ipv6_counts_as_one_address(visitor, demo, throttling):
    def guess(number: int) -> int:
        body = {"email": f"somebody{number}@example.org", "password": "a guess"}
        return visitor.post(LOGIN, json=body, environ_base={"REMOTE_ADDR": f"2001:db8::{number}"}).status_code

    assert [guess(number) for number in range(21)][-1] == 429


def test_answers_tell_what_is_left(visitor, demo, throttling):
    answer = visitor.get("/api/v1/blog/posts/")
    assert int(answer.headers["RateLimit-Remaining"]) < int(answer.headers["RateLimit-Limit"])
    assert 0 <= int(answer.headers["RateLimit-Reset"]) <= 60


def test_many_accounts_at_one_address_share_a_limit(app, visit, demo, new_person, throttling, monkeypatch):
    monkeypatch.setitem(app.config, "API_CALLS_FROM_ONE_ADDRESS", "4 per minute")
    for name in ("ada", "ben"):
        bearer = visit(demo).post(LOGIN, json={"email": new_person(name).email, "password": PASSWORD}).json["data"]
        headers = {"Authorization": f"Bearer {bearer['access_token']}"}
        assert visit(demo).get("/api/v1/blog/posts/", headers=headers).status_code == 200
    assert visit(demo).get("/api/v1/blog/posts/").status_code == 429


def test_who_waits_as_long_as_told_may_try_again(visitor, ada, throttling):
    answers = [visitor.post(LOGIN, json={"email": ada.email, "password": "a guess"}) for _ in range(21)]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 60


def test_pages_are_not_counted(visitor, demo, throttling):
    assert "RateLimit-Limit" not in visitor.get("/login").headers


def test_without_redis_nobody_logs_in_and_everybody_reads(visitor, ada, redis_is_down):
    closed = visitor.post(LOGIN, json={"email": ada.email, "password": PASSWORD})
    assert closed.status_code == 503 and closed.headers["Retry-After"]
    assert visitor.get("/api/v1/blog/posts/").status_code == 200
