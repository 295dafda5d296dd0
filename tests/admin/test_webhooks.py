"""Webhooks: what is announced arrives, signed and once; what does not is tried again, and then given up."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text

from educrowd.blueprints.admin.webhooks import change_webhook, open_webhook, switch_webhook
from educrowd.blueprints.auth.models import Membership, User
from educrowd.blueprints.blog.models import Post
from educrowd.blueprints.lms.models import Course
from educrowd.core import outbound, schedule, tenancy
from educrowd.core.audit import AuditEntry
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from educrowd.core.outbox import OutboxEntry
from educrowd.core.public_hosts import Blocked
from educrowd.core.webhooks import WebhookAttempt, WebhookDelivery, WebhookEndpoint, send_again, send_test
from educrowd.core.webhooks.delivering import PATIENCE, send_waiting
from educrowd.core.webhooks.delivery import BACKOFF, StillWaiting
from educrowd.core.webhooks.endpoint import MOST_ENDPOINTS, TooManyEndpoints
from educrowd.core.webhooks.signing import signed_headers
from tests.jobs import run_jobs
from tests.queries import queries
from tests.receiver import Received, Receiver


@pytest.fixture
def course(new_person) -> Course:
    """A course of Ines's that people take."""
    course = Course.draft(new_person("ines", "instructor"), title="Reading the Night Sky")
    course.add_lesson("The Plough", section=course.sections[0], body="Seven stars.")
    course.publish()
    db.session.commit()
    return course


@pytest.fixture
def hook(owner, receiver) -> Callable[..., WebhookEndpoint]:
    """`hook("course.enrolled")` is a webhook of the owner's that hears it."""

    def listen(*events: str, url: str = "", by: User = owner) -> WebhookEndpoint:
        current.user = by
        endpoint = open_webhook(url=url or receiver.url, events=list(events))
        db.session.commit()
        return endpoint

    return listen


def told(receiver: Receiver) -> list[dict[str, Any]]:
    return [json.loads(request.body) for request in receiver.received]


def signature(request: Received, secret: str) -> str:
    """As a receiver reckons it."""
    content = f"{request.headers['webhook-id']}.{request.headers['webhook-timestamp']}.".encode() + request.body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    return "v1," + base64.b64encode(hmac.digest(key, content, hashlib.sha256)).decode()


def only(model: Any) -> Any:
    db.session.expire_all()
    return db.session.scalars(select(model)).one()


def count(model: Any, *where: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*where)) or 0


def later(seconds: float) -> None:
    """Let so much time pass for what waits."""
    moved = timedelta(seconds=seconds)
    for column, table in (
        ("next_try_at", "webhook_deliveries"), ("rests_until", "webhook_endpoints"), ("wakes_at", "webhook_endpoints"),
        ("failing_since", "webhook_endpoints"), ("old_secret_until", "webhook_endpoints"), ("run_at", "outbox"),
    ):  # fmt: skip
        db.session.execute(text(f"UPDATE public.{table} SET {column} = {column} - :moved"), {"moved": moved})
    db.session.commit()


# ---- arriving ------------------------------------------------------------------------------------


def test_what_happens_is_told_as_the_api_shows_it(hook, receiver, course, ada, demo):
    hook("course.enrolled")
    enrollment = course.enroll(ada)
    run_jobs()
    (news,) = told(receiver)
    assert news["type"] == "course.enrolled"
    assert news["data"]["id"] == enrollment.id and news["data"]["tenant_id"] == demo.id
    assert news["data"]["course_id"] == course.id and news["data"]["user_id"] == ada.id
    assert news["data"]["progress_percent"] == 0 and news["timestamp"].endswith("Z")
    assert only(WebhookDelivery).state == "delivered"


def test_it_is_signed_so_that_a_receiver_can_check_it(hook, receiver, course, ada):
    endpoint = hook("course.enrolled")
    course.enroll(ada)
    run_jobs()
    (request,) = receiver.received
    headers = request.headers
    assert headers["webhook-signature"] == signature(request, endpoint.secret)
    assert headers["webhook-id"].startswith("msg_") and abs(time.time() - int(headers["webhook-timestamp"])) < 30
    assert headers["content-type"] == "application/json"


def test_a_signature_is_the_one_that_standard_webhooks_publishes():
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    headers = signed_headers("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}', [secret])
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_it_leaves_with_the_transaction_and_not_without_it(hook, receiver, course, ada):
    hook("course.enrolled")
    course.enroll(ada)
    db.session.rollback()
    run_jobs()
    assert receiver.received == []


def test_an_endpoint_hears_only_what_it_asked_for(hook, receiver, course, ada):
    hook("post.published")
    course.enroll(ada)
    run_jobs()
    assert receiver.received == [] and count(WebhookDelivery) == 0


def test_two_endpoints_are_told_apart(hook, receiver, course, ada):
    first, second = hook("course.enrolled"), hook("course.enrolled")
    course.enroll(ada)
    run_jobs()
    assert len(receiver.received) == 2
    assert len({request.headers["webhook-id"] for request in receiver.received}) == 2
    assert {row.endpoint_id for row in db.session.scalars(select(WebhookDelivery))} == {first.id, second.id}


def test_another_sites_news_stays_there(hook, receiver, new_site, demo):
    hook("post.published")
    other = new_site("other")
    with tenancy.bind(other):
        current.user = db.session.scalars(User.members()).first()
        Post.draft(title="Elsewhere", body_markdown="Other people’s news.").publish()
        run_jobs()
        assert count(WebhookEndpoint) == 0
    run_jobs()
    assert receiver.received == []


def test_without_webhooks_an_event_costs_one_question(course, ada, demo):
    db.session.commit()
    with queries() as sent:
        course.enroll(ada)
    assert sum("webhook_endpoints" in each for each in sent) == 1
    assert not db.session.scalar(select(OutboxEntry.id).where(OutboxEntry.job.endswith(":address_deliveries")))


# ---- whose eyes ----------------------------------------------------------------------------------


def test_it_hears_what_its_owner_may_read_and_no_more(hook, receiver, course, ada, new_person):
    admin = new_person("adam", "admin")
    hook("course.enrolled", by=admin)
    course.enroll(ada)
    db.session.commit()
    db.session.scalars(Membership.here().where(Membership.user_id == admin.id)).one().is_active = False
    run_jobs()
    assert receiver.received == []


def test_once_its_owner_leaves_the_staff_it_is_switched_off_and_they_are_told(hook, receiver, new_person, letters):
    admin = new_person("adam", "admin")
    endpoint = hook("course.enrolled", by=admin)
    send_test(endpoint)
    db.session.scalars(Membership.here().where(Membership.user_id == admin.id)).one().is_active = False
    run_jobs()
    assert receiver.received == []
    assert "no longer have webhooks" in only(WebhookEndpoint).disabled_because
    assert "switched off" in letters(admin.email)[0]["Subject"]


def test_whoever_changes_it_answers_for_it(hook, owner, new_person):
    admin = new_person("adam", "admin")
    endpoint = hook("course.enrolled", by=admin)
    current.user = owner
    change_webhook(endpoint, events=["post.published"])
    assert endpoint.user_id == owner.id


def test_bodies_and_secrets_reach_the_database_encrypted(hook, receiver, course, ada):
    hook("course.enrolled")
    course.enroll(ada)
    run_jobs()
    stored = db.session.execute(
        text(
            "SELECT e.secret, d.body, a.answer FROM public.webhook_endpoints e JOIN public.webhook_deliveries d"
            " ON d.endpoint_id = e.id JOIN public.webhook_attempts a ON a.delivery_id = d.id"
        )
    ).one()
    assert all(value.startswith("gAAAA") for value in stored)


# ---- when nobody answers -------------------------------------------------------------------------


def test_what_is_refused_is_tried_again_with_the_same_id_and_body(hook, receiver, course, ada):
    hook("course.enrolled")
    receiver.answer = 500
    course.enroll(ada)
    run_jobs()
    assert only(WebhookDelivery).state == "waiting"
    receiver.answer = 200
    later(6)
    run_jobs()
    first, second = receiver.received
    assert first.headers["webhook-id"] == second.headers["webhook-id"] and first.body == second.body
    assert only(WebhookDelivery).state == "delivered"
    assert [attempt.status for attempt in only(WebhookDelivery).attempts] == [500, 200]


def test_the_waits_grow_and_then_it_is_given_up(hook, receiver):
    endpoint = hook("course.enrolled")
    receiver.answer = 503
    send_test(endpoint)
    waits = []
    for _ in range(8):
        run_jobs()
        delivery = only(WebhookDelivery)
        if delivery.next_try_at:
            waits.append(delivery.next_try_at - delivery.attempts[-1].at)
            later((delivery.next_try_at - utcnow()).total_seconds() + 1)
    assert [round(wait.total_seconds()) for wait in waits] == [round(wait.total_seconds()) for wait in BACKOFF]
    assert only(WebhookDelivery).state == "failed" and len(receiver.received) == 8


def test_a_try_notes_status_latency_and_the_first_kilobyte(hook, receiver):
    endpoint = hook("course.enrolled")
    receiver.answer, receiver.said = 418, b"a" * 5000 + b"\x00"
    send_test(endpoint)
    run_jobs()
    attempt = only(WebhookAttempt)
    assert (attempt.status, attempt.answer, attempt.error) == (418, "a" * 1024, "")
    assert 0 < attempt.milliseconds < 5000


def test_bytes_that_are_no_text_are_kept_as_far_as_they_can_be_read(hook, receiver):
    endpoint = hook("course.enrolled")
    receiver.said = b"ok \xff\x00 done"
    send_test(endpoint)
    run_jobs()
    assert only(WebhookAttempt).answer == "ok � done"


def test_a_redirect_is_no_yes(hook, receiver):
    endpoint = hook("course.enrolled")
    with Receiver() as inside:
        receiver.answer, receiver.headers = 307, {"Location": inside.url}
        send_test(endpoint)
        run_jobs()
        assert inside.received == []
    assert only(WebhookAttempt).status == 307 and only(WebhookDelivery).state == "waiting"


def test_an_endpoint_that_hangs_rests_so_that_it_holds_no_worker(hook, receiver, monkeypatch):
    endpoint = hook("course.enrolled")
    monkeypatch.setattr("educrowd.core.webhooks.delivering.SECONDS", 0.3)
    receiver.answer = lambda _: time.sleep(2)
    for _ in range(5):
        send_test(endpoint)
    run_jobs()
    assert len(receiver.received) == 1, "the other four wait until it has rested"
    rest = only(WebhookEndpoint).rests_until - utcnow()
    assert 6 < rest.total_seconds() < 20
    receiver.answer = 200
    later(20)
    run_jobs()
    assert count(WebhookDelivery, WebhookDelivery.state == "delivered") == 5


def test_one_promise_wakes_an_endpoint_however_much_waits(hook, receiver):
    endpoint = hook("course.enrolled")
    receiver.answer = 500
    for _ in range(10):
        send_test(endpoint)
    run_jobs()
    promised = OutboxEntry.job.endswith(":send_waiting"), OutboxEntry.done_at.is_(None)
    assert count(OutboxEntry, *promised) == 1


def test_after_three_days_of_failing_it_is_switched_off_with_a_letter(hook, receiver, owner, letters):
    endpoint = hook("course.enrolled")
    receiver.answer = 500
    send_test(endpoint)
    run_jobs()
    later(PATIENCE.total_seconds() + 60)
    run_jobs()
    endpoint = only(WebhookEndpoint)
    assert not endpoint.is_active and "3 days" in endpoint.disabled_because
    (letter,) = letters(owner.email)
    assert endpoint.host in letter["Subject"] and endpoint.url not in letter.as_string()
    assert only(WebhookDelivery).state == "failed"
    assert "webhook.switched_off" in set(db.session.scalars(select(AuditEntry.action)))


def test_success_forgives_earlier_failures(hook, receiver):
    endpoint = hook("course.enrolled")
    receiver.answer = 500
    send_test(endpoint)
    run_jobs()
    assert only(WebhookEndpoint).failing_since
    receiver.answer = 204
    later(10)
    run_jobs()
    assert only(WebhookEndpoint).failing_since is None


def test_gone_means_gone(hook, receiver, owner, letters):
    endpoint = hook("course.enrolled")
    receiver.answer = 410
    send_test(endpoint)
    run_jobs()
    assert "410" in only(WebhookEndpoint).disabled_because and len(letters(owner.email)) == 1


def test_a_name_that_has_moved_inside_is_not_called(hook, receiver, app, monkeypatch):
    endpoint = hook("course.enrolled")
    monkeypatch.setitem(app.config, "OUTBOUND_LOOPBACK", False)
    endpoint.url = f"https://localhost:{receiver.port}/"
    monkeypatch.setitem(app.config, "OUTBOUND_PORTS", frozenset({receiver.port}))
    send_test(endpoint)
    run_jobs()
    assert receiver.received == []
    assert only(WebhookAttempt).error == "This host is not on the public internet."


def test_a_worker_that_dies_in_between_is_followed_by_another_with_the_same_message(hook, receiver, monkeypatch):
    endpoint = hook("course.enrolled")
    send_test(endpoint)
    db.session.commit()

    def dies(*_: Any, **__: Any) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(outbound, "request", dies)
        with pytest.raises(SystemExit):
            send_waiting(endpoint.id)
    db.session.rollback()
    send_waiting(endpoint.id)
    assert receiver.received == [], "somebody may still be trying it"
    later(61)
    run_jobs()
    assert len(receiver.received) == 1 and only(WebhookDelivery).state == "delivered"


def test_nothing_is_held_in_the_database_while_an_answer_is_awaited(hook, monkeypatch, database_urls):
    endpoint = hook("course.enrolled")
    send_test(endpoint)
    db.session.commit()
    seen = []

    def look(*_: Any, **__: Any) -> outbound.Answer:
        seen.append(db.session().in_transaction())
        return outbound.Answer(200, {}, b"")

    monkeypatch.setattr(outbound, "request", look)
    send_waiting(endpoint.id)
    assert seen == [False]


# ---- what people do ------------------------------------------------------------------------------


def test_while_a_secret_is_rolled_both_sign(hook, receiver):
    endpoint = hook("course.enrolled")
    old = endpoint.secret
    new = endpoint.roll_secret()
    send_test(endpoint)
    run_jobs()
    (request,) = receiver.received
    expected = [signature(request, secret) for secret in (new, old)]
    assert old != new and request.headers["webhook-signature"].split() == expected
    later(24 * 3600 + 1)
    assert only(WebhookEndpoint).signing_secrets == [new]


def test_a_delivery_is_sent_again_with_the_same_id(hook, receiver, course, ada):
    hook("course.enrolled")
    course.enroll(ada)
    run_jobs()
    send_again(only(WebhookDelivery))
    run_jobs()
    first, second = receiver.received
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert len(only(WebhookDelivery).attempts) == 2


def test_what_waits_is_not_sent_again_by_hand(hook, receiver):
    delivery = send_test(hook("course.enrolled"))
    with pytest.raises(StillWaiting):
        send_again(delivery)


def test_switched_off_it_hears_nothing_and_what_waited_is_given_up(hook, receiver, course, ada):
    endpoint = hook("course.enrolled")
    receiver.answer = 500
    course.enroll(ada)
    run_jobs()
    switch_webhook(endpoint, on=False)
    db.session.commit()
    later(60)
    run_jobs()
    assert len(receiver.received) == 1 and only(WebhookDelivery).state == "failed"


def test_one_that_was_deleted_meanwhile_leaves_nothing_to_do(hook, receiver):
    endpoint = hook("course.enrolled")
    send_test(endpoint)
    db.session.commit()
    db.session.delete(endpoint)
    run_jobs()
    assert receiver.received == []
    assert count(OutboxEntry, OutboxEntry.dead_at.is_not(None)) == 0


def test_an_address_inside_is_refused_when_it_is_set_up(owner, demo):
    current.user = owner
    for url in ("http://hooks.example.org/", "https://127.0.0.1/", "https://169.254.169.254/latest/meta-data/"):
        with pytest.raises(Blocked):
            open_webhook(url=url, events=["post.published"])


def test_a_site_has_only_so_many(hook):
    for _ in range(MOST_ENDPOINTS):
        hook("post.published")
    with pytest.raises(TooManyEndpoints):
        hook("post.published")


def test_the_log_goes_back_thirty_days(hook, receiver):
    endpoint = hook("course.enrolled")
    for _ in range(2):
        send_test(endpoint)
    run_jobs()
    old = db.session.scalars(select(WebhookDelivery).order_by(WebhookDelivery.id)).first()
    db.session.execute(
        text("UPDATE public.webhook_deliveries SET created_at = now() - interval '31 days' WHERE id = :id"),
        {"id": old.id},
    )
    db.session.commit()
    line = next(line for line in schedule.LINES if line.name.endswith(":forget_old_deliveries"))
    schedule._promise_to_those(line)
    run_jobs()
    assert count(WebhookDelivery) == 1 and count(WebhookAttempt) == 1
