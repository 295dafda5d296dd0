"""Sending events: signed, retried with growing pauses, not in any promised order."""

import hashlib
import hmac
import json
import logging
import threading
import time
from http.client import HTTPException

from sandbox import clock, current, objects, store
from sandbox.posting import post

WORKERS = 4
PAUSES = (1, 5, 30, 120, 600, 3600, 10_800, 21_600, 43_200)
IDLE_SECONDS = 0.2
_in_flight: set[int] = set()
_lock = threading.Lock()
_log = logging.getLogger("sandbox")


def start() -> None:
    """Deliver queued events in the background from now on."""
    for number in range(WORKERS):
        threading.Thread(target=_work, name=f"webhooks-{number}", daemon=True).start()


def signature(payload: bytes, secret: str, moment: int) -> str:
    """The `Stripe-Signature` header of a payload."""
    digest = hmac.new(secret.encode(), b"%d.%b" % (moment, payload), hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest}"


def pending(event_id: str) -> int:
    """How many deliveries of an event are still to succeed."""
    return store.execute("SELECT count(*) FROM deliveries WHERE event = ?", event_id).fetchone()[0]


def deliver(id: int) -> bool:
    """Send one delivery and record the outcome: done, or due again later."""
    row = store.execute("SELECT account, event, url, secret, attempts FROM deliveries WHERE id = ?", id).fetchone()
    if row is None:
        return False
    account, event_id, url, secret, attempts = row
    with current.acting_as(account):
        event = objects.peek(event_id, "event")
    if event is None:
        return False
    accepted = _send(event | {"pending_webhooks": pending(event_id)}, url, secret)
    with store.transaction():
        if accepted or attempts >= len(PAUSES):
            store.execute("DELETE FROM deliveries WHERE id = ?", id)
        else:
            again = clock.precise_now() + PAUSES[attempts]
            store.execute("UPDATE deliveries SET attempts = attempts + 1, due = ? WHERE id = ?", again, id)
    return accepted


def _send(event: dict, url: str, secret: str) -> bool:
    payload = json.dumps(event).encode()
    # The receiver checks the signature's age by its own clock: the sandbox's moved one does not count.
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
        "Stripe-Signature": signature(payload, secret, int(time.time())),
    }
    try:
        return 200 <= post(url, payload, headers) < 300
    except (OSError, HTTPException) as problem:
        _log.info("webhook %s to %s: %s", event["type"], url, problem)
        return False


def _work() -> None:
    while True:
        id = _take()
        if id is None:
            store.bell.wait(IDLE_SECONDS)
            store.bell.clear()
            continue
        try:
            deliver(id)
        except Exception:
            _log.exception("delivery %s stumbled", id)
        finally:
            _in_flight.discard(id)


def _take() -> int | None:
    """The delivery that is due first and that no other thread is at."""
    with _lock:
        due = store.execute(
            "SELECT id FROM deliveries WHERE due <= ? ORDER BY due, id LIMIT ?", clock.precise_now(), WORKERS
        ).fetchall()
        id = next((id for (id,) in due if id not in _in_flight), None)
        if id is not None:
            _in_flight.add(id)
        return id
