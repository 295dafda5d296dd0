"""Whom a request claims to come from counts only behind a proxy that was configured."""

import pytest
from flask import request

import config
from educrowd import create_app

CLAIM = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Host": "bank.example.org", "X-Forwarded-Proto": "https"}


@pytest.mark.parametrize(
    ("proxies", "expected"), [("0", "127.0.0.1 localhost http"), ("1", "203.0.113.9 bank.example.org https")]
)
def test_forwarded_headers_count_behind_configured_proxies_only(environment, proxies, expected):
    app = create_app(config.load("testing", environment | {"TRUSTED_PROXIES": proxies}))
    seen = []

    @app.before_request
    def note():
        seen.append(f"{request.remote_addr} {request.host} {request.scheme}")

    app.before_request_funcs[None].insert(0, app.before_request_funcs[None].pop())
    app.test_client().get("/healthz", headers=CLAIM, environ_base={"REMOTE_ADDR": "127.0.0.1"})
    assert seen == [expected]
