"""/studio/webhooks/: set up, tested, changed, rolled, looked at, deleted; the secret is shown once."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from educrowd.core.audit import AuditEntry
from educrowd.core.db import db
from educrowd.core.webhooks import WebhookAttempt, WebhookDelivery, WebhookEndpoint
from tests.jobs import run_jobs
from tests.queries import queries


@pytest.fixture
def endpoint(studio, receiver) -> WebhookEndpoint:
    """One that the owner has just set up."""
    studio.submit("/studio/webhooks/", url=receiver.url, description="Our chat", events=["post.published"])
    return only()


def only() -> WebhookEndpoint:
    db.session.expire_all()
    return db.session.scalars(select(WebhookEndpoint)).one()


def test_an_empty_page_says_what_webhooks_are_for(studio):
    page = studio.get("/studio/webhooks/").text
    assert "No webhooks yet" in page and "New webhook" in page


def test_the_secret_is_shown_once_and_never_again(studio, receiver):
    answer = studio.submit("/studio/webhooks/", url=receiver.url, events=["post.published", "order.paid"])
    endpoint = only()
    assert answer.status_code == 201 and f'value="{endpoint.secret}"' in answer.text
    assert answer.headers["Cache-Control"] == "private, no-store"
    for path in ("", f"{endpoint.id}/", f"{endpoint.id}/edit", f"{endpoint.id}/secret"):
        assert endpoint.secret not in studio.get(f"/studio/webhooks/{path}").text
    assert endpoint.events == ["order.paid", "post.published"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"url": "http://hooks.example.org/", "events": ["post.published"]}, "must begin with https://"),
        ({"url": "https://127.0.0.1/", "events": ["post.published"]}, "not on the public internet"),
        ({"url": "https://hooks.example.org:25/", "events": ["post.published"]}, "Port 25 is not one"),
        ({"url": "", "events": ["post.published"]}, "Where should the news go?"),
        ({"url": "https://hooks.example.org/"}, "Choose at least one."),
        ({"url": "https://hooks.example.org/", "events": ["user.password"]}, "user.password"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_written(studio, demo, fields, words):
    answer = studio.submit("/studio/webhooks/", **fields)
    assert answer.status_code == 422 and words in answer.text
    assert db.session.scalars(select(WebhookEndpoint)).all() == []


def test_a_test_is_sent_and_its_page_shows_what_came_back(studio, endpoint, receiver):
    receiver.said = b"<b>received</b>"
    answer = studio.submit(f"/studio/webhooks/{endpoint.id}/tests")
    page = studio.get(answer.headers["Location"])
    assert "It leaves in a moment." in page.text and 'hx-trigger="every 2s"' in page.text
    run_jobs()
    done = studio.get(answer.headers["Location"], headers={"HX-Request": "true"})
    assert "Arrived" in done.text and "&lt;b&gt;received&lt;/b&gt;" in done.text and "hx-trigger" not in done.text
    assert "<html" not in done.text
    assert "webhook.test" in studio.get(f"/studio/webhooks/{endpoint.id}/").text


def test_a_failed_delivery_is_sent_again_by_hand(studio, endpoint, receiver):
    receiver.answer = 410
    studio.submit(f"/studio/webhooks/{endpoint.id}/tests")
    run_jobs()
    page = studio.get(f"/studio/webhooks/{endpoint.id}/").text
    assert "It answered 410 Gone" in page and "Given up" in page
    assert f"Webhook to {endpoint.host} fails" in studio.get("/studio/").text
    receiver.answer = 200
    studio.submit(f"/studio/webhooks/{endpoint.id}/activation")
    delivery = db.session.scalars(select(WebhookDelivery)).one()
    studio.submit(f"/studio/webhooks/{endpoint.id}/deliveries/{delivery.id}/redelivery")
    run_jobs()
    statuses = db.session.scalars(select(WebhookAttempt.status).order_by(WebhookAttempt.id)).all()
    assert statuses == [410, 200] and only().is_active


def test_while_it_is_off_nothing_is_tested(studio, endpoint):
    studio.submit(f"/studio/webhooks/{endpoint.id}/deactivation")
    answer = studio.submit(f"/studio/webhooks/{endpoint.id}/tests")
    assert "Switch it on first" in studio.get(answer.headers["Location"]).text
    assert db.session.scalars(select(WebhookDelivery)).all() == []


def test_a_new_secret_is_confirmed_first_and_then_shown_once(studio, endpoint):
    old = endpoint.secret
    assert "Roll the secret?" in studio.get(f"/studio/webhooks/{endpoint.id}/secret").text
    answer = studio.submit(f"/studio/webhooks/{endpoint.id}/secret")
    new = only().secret
    assert new != old and new in answer.text and old not in answer.text
    assert "Two, until" in studio.get(f"/studio/webhooks/{endpoint.id}/").text


def test_it_is_changed(studio, endpoint, receiver):
    page = studio.get(f"/studio/webhooks/{endpoint.id}/edit").text
    assert re.search(r'value="post.published"[^>]*checked|checked[^>]*value="post.published"', page)
    studio.submit(f"/studio/webhooks/{endpoint.id}/edit", url=receiver.url, events=["course.completed"], description="")
    assert only().events == ["course.completed"]


def test_it_is_deleted_with_its_log(studio, endpoint):
    studio.submit(f"/studio/webhooks/{endpoint.id}/tests")
    assert "Delete this webhook?" in studio.get(f"/studio/webhooks/{endpoint.id}/deletion").text
    studio.submit(f"/studio/webhooks/{endpoint.id}/deletion")
    db.session.expire_all()
    assert db.session.scalars(select(WebhookEndpoint)).all() == []
    assert db.session.scalars(select(WebhookDelivery)).all() == []


def test_the_audit_log_tells_of_it_without_the_whole_address(studio, endpoint):
    page = studio.get("/studio/audit/").text
    assert f"set up a webhook to {endpoint.host}" in page
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "webhook.created")).one()
    assert "key=k" not in str(entry.details) and entry.subject_id == endpoint.id


def test_another_sites_webhook_does_not_exist(studio, endpoint, visit, new_site, new_person):
    from educrowd.blueprints.auth.models import User
    from educrowd.core import tenancy

    other = new_site("other")
    with tenancy.bind(other):
        stranger = db.session.scalars(User.members()).first()
        browser = visit(other).sign_in(stranger)
    for path in ("", "edit", "secret", "deletion"):
        assert browser.get(f"/studio/webhooks/{endpoint.id}/{path}").status_code == 404
    assert browser.submit(f"/studio/webhooks/{endpoint.id}/deletion").status_code == 404


def test_the_log_costs_the_same_however_long_it_is(studio, endpoint):
    def cost() -> int:
        with queries() as sent:
            studio.get(f"/studio/webhooks/{endpoint.id}/")
        return len(sent)

    for _ in range(2):
        studio.submit(f"/studio/webhooks/{endpoint.id}/tests")
    run_jobs()
    before = cost()
    for _ in range(6):
        studio.submit(f"/studio/webhooks/{endpoint.id}/tests")
    run_jobs()
    assert cost() == before
