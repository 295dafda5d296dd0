"""Handing news over: oldest first, one after the other, until nothing is due or nobody answers."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta

from blinker import signal

from .. import outbound
from ..db import db, utcnow
from ..jobs import job
from .delivery import WebhookAttempt, WebhookDelivery
from .endpoint import WebhookEndpoint
from .signing import signed_headers

SECONDS = 10
KEPT_BYTES = 1024
GONE = 410
PATIENCE = timedelta(days=3)
# A try that fails is followed by so many times its length, so that no endpoint holds a worker for long.
REST = 30
# After that long a run makes way for other jobs.
SHIFT_SECONDS = 10

# endpoint_id; sent in the transaction that switches it off.
endpoint_switched_off = signal("core.webhook_endpoint_switched_off")


def wake(endpoint: WebhookEndpoint) -> None:
    """See that what waits is sent when it is due; one promise for the earliest moment is enough."""
    due = db.session.scalar(WebhookDelivery.next_try_of(endpoint))
    if due is None:
        return
    at = max(due, endpoint.rests_until or due)
    if at <= utcnow():
        send_waiting.later(endpoint.id)
    elif endpoint.wakes_at is None or not utcnow() < endpoint.wakes_at <= at:
        endpoint.wakes_at = at
        send_waiting.later(endpoint.id, _at=at)


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent in one try, with nothing of the database in it."""

    delivery_id: int
    url: str
    body: bytes
    headers: dict[str, str]


@job(queue="bulk")
def send_waiting(endpoint_id: int) -> None:
    """Try what is due for an endpoint; no row is held while its answer is awaited."""
    ends = time.monotonic() + SHIFT_SECONDS
    while time.monotonic() < ends and (letter := _take_next(endpoint_id)):
        attempt = _attempt(letter)
        if not _note(letter.delivery_id, attempt):
            break
    endpoint = WebhookEndpoint.numbered(endpoint_id)
    if endpoint and endpoint.is_active:
        wake(endpoint)


def _take_next(endpoint_id: int) -> Letter | None:
    """The next that is due, kept from others for a while; committed before anybody is called."""
    endpoint = WebhookEndpoint.numbered(endpoint_id)
    if endpoint is None or not endpoint.is_active or endpoint.is_resting:
        return None
    delivery = db.session.scalar(WebhookDelivery.next_due(endpoint))
    if delivery is None:
        return None
    if not endpoint.is_owned_rightly:
        switch_off(endpoint, "Its owner may no longer have webhooks on this site.")
        return None
    letter = _letter(endpoint, delivery)
    delivery.lease()
    db.session.commit()
    return letter


def _letter(endpoint: WebhookEndpoint, delivery: WebhookDelivery) -> Letter:
    body = delivery.body.encode()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "EduCrowd-Webhooks/1",
        "Accept-Encoding": "identity",
        **signed_headers(delivery.message_id, int(time.time()), body, endpoint.signing_secrets),
    }
    return Letter(delivery.id, endpoint.url, body, headers)


def _attempt(letter: Letter) -> WebhookAttempt:
    attempt, began = WebhookAttempt(delivery_id=letter.delivery_id), time.monotonic()
    try:
        answer = outbound.request(
            "POST", letter.url, body=letter.body, headers=letter.headers, seconds=SECONDS, most_bytes=KEPT_BYTES
        )
        attempt.status, attempt.answer = answer.status, _readable(answer.body)
    except (outbound.Blocked, outbound.Unreachable) as reason:
        attempt.error = str(reason)
    attempt.milliseconds = round((time.monotonic() - began) * 1000)
    return attempt


def _note(delivery_id: int, attempt: WebhookAttempt) -> bool:
    """Whether it arrived; a delivery that was deleted meanwhile leaves nothing to note."""
    delivery = WebhookDelivery.held(delivery_id)
    if delivery is None:
        return False
    db.session.add(attempt)
    delivery.tries += 1
    arrived = attempt.is_good
    if arrived:
        delivery.arrived()
        delivery.endpoint.failing_since = delivery.endpoint.rests_until = None
    else:
        delivery.missed()
        _suffer(delivery.endpoint, attempt)
    db.session.commit()
    return arrived


def _suffer(endpoint: WebhookEndpoint, attempt: WebhookAttempt) -> None:
    since = endpoint.failing_since = endpoint.failing_since or utcnow()
    endpoint.rests_until = utcnow() + timedelta(milliseconds=REST * attempt.milliseconds)
    if attempt.status == GONE:
        switch_off(endpoint, "It answered 410 Gone: it wants no more.")
    elif utcnow() - since > PATIENCE:
        switch_off(endpoint, f"Nothing has arrived for {PATIENCE.days} days.")


def switch_off(endpoint: WebhookEndpoint, because: str) -> None:
    """No more tries; its owner is told."""
    endpoint.switch_off(because)
    db.session.flush()
    db.session.execute(WebhookDelivery.giving_up_on(endpoint))
    endpoint_switched_off.send(endpoint_id=endpoint.id)


def _readable(body: bytes) -> str:
    return body.decode(errors="replace").replace("\x00", "")
