"""/api/v1/webhooks/: the same for programs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from educrowd.blueprints.auth.models import ApiKey
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from educrowd.core.webhooks import EVENTS, WebhookDelivery
from tests.conftest import PASSWORD
from tests.jobs import run_jobs

BASE = "/api/v1/webhooks/"


@pytest.fixture
def ask(visitor, owner) -> Callable[..., Any]:
    """`ask("POST", "", {...})`: the owner's program."""
    login = visitor.post("/api/v1/auth/login/", json={"email": owner.email, "password": PASSWORD})
    headers = {"Authorization": f"Bearer {login.json['data']['access_token']}"}

    def send(method: str, path: str = "", body: Any = None, **more: str) -> Any:
        return visitor.open(f"{BASE}{path}", method=method, json=body, headers=headers | more)

    return send


@pytest.fixture
def made(ask, receiver) -> dict[str, Any]:
    """A webhook as its maker was told of it."""
    answer = ask("POST", "", {"url": receiver.url, "events": ["post.published"], "description": "Our chat"})
    assert answer.status_code == 201 and answer.headers["Location"].endswith(f"/{answer.json['data']['id']}/")
    return answer.json["data"]


def test_the_secret_is_told_to_who_makes_it_and_nowhere_else(ask, made):
    assert made["secret"].startswith("whsec_") and made["is_active"]
    for path in ("", f"{made['id']}/", f"{made['id']}/deliveries/"):
        assert made["secret"] not in ask("GET", path).text


def test_a_key_hears_of_nothing_that_it_may_not_read(visitor, owner, receiver, made):
    def by_key(*scopes: str):
        current.user = owner
        _, token = ApiKey.make(owner, name="Chat", scopes=list(scopes), expires_at=utcnow() + timedelta(days=1))
        db.session.commit()
        return lambda method, path="", body=None: visitor.open(
            f"{BASE}{path}", method=method, json=body, headers={"Authorization": f"Bearer {token}"}
        )

    chat, money = by_key("webhooks:write", "posts:read"), by_key("webhooks:write", "pledges:read")
    wanted = {"url": receiver.url, "events": ["pledge.collected"]}
    refused = chat("POST", "", wanted)
    assert (refused.status_code, "pledges:read" in refused.text) == (403, True)
    mine = chat("POST", "", wanted | {"events": ["post.published"]}).json["data"]["id"]
    assert chat("PATCH", f"{mine}/", {"events": ["member.joined"]}).status_code == 403
    theirs = money("POST", "", wanted).json["data"]["id"]
    assert chat("PATCH", f"{theirs}/", {"url": receiver.url, "events": ["post.published"]}).status_code == 403
    sent = WebhookDelivery(endpoint_id=theirs, event="pledge.collected", body="{}")
    db.session.add(sent)
    db.session.flush()
    sent.arrived()
    db.session.commit()
    delivery = f"{theirs}/deliveries/{sent.id}/"
    assert chat("GET", delivery).status_code == 403
    assert chat("POST", f"{delivery}redelivery/").status_code == 403
    assert money("GET", delivery).status_code == 200


def test_a_repeated_request_makes_one_and_gets_the_same_secret(ask, receiver):
    body = {"url": receiver.url, "events": ["order.paid"]}
    first, second = (ask("POST", "", body, **{"Idempotency-Key": "one"}) for _ in range(2))
    assert first.json["data"] == second.json["data"] and len(ask("GET").json["data"]) == 1


def test_there_is_a_list_of_what_can_be_heard(ask):
    events = {event["type"]: event["description"] for event in ask("GET", "events/?per_page=100").json["data"]}
    assert set(events) == set(EVENTS) and all(events.values())
    assert {"course.enrolled", "project.funded", "pledge.collected", "post.published", "member.joined"} <= set(events)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"events": ["nonsense"]}, "events.0"),
        ({"events": []}, "events"),
        ({"url": "http://hooks.example.org/"}, "url"),
        ({"url": "https://10.0.0.1/"}, "url"),
        ({"secret": "whsec_mine"}, "secret"),
        ({"user_id": 1}, "user_id"),
    ],
)
def test_what_cannot_be_is_422_at_its_field(ask, app, monkeypatch, made, change, field):
    monkeypatch.setitem(app.config, "OUTBOUND_LOOPBACK", False)
    for answer in (
        ask("POST", "", {"url": "https://hooks.example.org/", "events": ["order.paid"]} | change),
        ask("PATCH", f"{made['id']}/", change),
    ):
        assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, field)


def test_a_test_is_sent_and_its_delivery_read(ask, made, receiver):
    sent = ask("POST", f"{made['id']}/tests/")
    assert sent.status_code == 201 and sent.json["data"]["state"] == "waiting"
    run_jobs()
    delivery = ask("GET", f"{made['id']}/deliveries/{sent.json['data']['id']}/").json["data"]
    assert delivery["state"] == "delivered" and delivery["message_id"] == receiver.received[0].headers["webhook-id"]
    assert delivery["body"].encode() == receiver.received[0].body
    (attempt,) = delivery["attempts"]
    assert (attempt["status"], attempt["answer"]) == (200, "thank you") and attempt["milliseconds"] >= 0


def test_the_log_is_filtered(ask, made, receiver):
    ask("POST", f"{made['id']}/tests/")
    run_jobs()
    receiver.answer = 500
    ask("POST", f"{made['id']}/tests/")
    run_jobs()
    log = ask("GET", f"{made['id']}/deliveries/?state=waiting").json
    assert log["meta"]["total"] == 1 and log["data"][0]["attempts"][0]["status"] == 500
    assert ask("GET", f"{made['id']}/deliveries/?state=lost").status_code == 422


def test_what_was_delivered_is_delivered_again(ask, made, receiver):
    delivery = ask("POST", f"{made['id']}/tests/").json["data"]
    path = f"{made['id']}/deliveries/{delivery['id']}/redelivery/"
    assert ask("POST", path).status_code == 409
    run_jobs()
    assert ask("POST", path).json["data"]["state"] == "waiting"
    run_jobs()
    assert len(receiver.received) == 2


def test_the_secret_is_rolled(ask, made):
    rolled = ask("POST", f"{made['id']}/secret/").json["data"]
    assert rolled["secret"].startswith("whsec_") and rolled["secret"] != made["secret"]
    assert rolled["old_secret_until"]


def test_it_is_switched_off_and_on_and_deleted(ask, made):
    off = ask("PATCH", f"{made['id']}/", {"is_active": False}).json["data"]
    assert not off["is_active"] and off["disabled_at"]
    assert ask("POST", f"{made['id']}/tests/").status_code == 409
    assert ask("PATCH", f"{made['id']}/", {"is_active": True}).json["data"]["is_active"]
    assert ask("DELETE", f"{made['id']}/").status_code == 204
    assert ask("GET", f"{made['id']}/").status_code == 404


def test_another_webhooks_delivery_is_not_found_under_this_one(ask, made, receiver):
    other = ask("POST", "", {"url": receiver.url, "events": ["order.paid"]}).json["data"]
    delivery = ask("POST", f"{other['id']}/tests/").json["data"]
    assert ask("GET", f"{made['id']}/deliveries/{delivery['id']}/").status_code == 404


def test_the_document_tells_receivers_what_they_get(visitor, demo):
    document = visitor.get("/api/v1/openapi.json").json
    assert set(document["webhooks"]) == set(EVENTS)
    body = document["webhooks"]["pledge.collected"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    reference = body["properties"]["data"]["$ref"].rpartition("/")[2]
    shown = document["components"]["schemas"][reference]["properties"]
    assert "amount" in shown and "url" not in shown and "setup" not in shown
