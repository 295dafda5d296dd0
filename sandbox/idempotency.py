"""The same key and the same request: the same answer, and the work done once."""

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sandbox import clock, current, store
from sandbox.errors import IdempotencyError, InvalidRequest, KeyInUse

KEPT_SECONDS = clock.DAY
LONGEST_KEY = 255
_running: set[tuple[str, str]] = set()
_lock = threading.Lock()


@contextmanager
def claim(key: str | None) -> Iterator[None]:
    """Hold a key while its request runs; a second request with it meanwhile is refused (409)."""
    if key is None:
        yield
        return
    if len(key) > LONGEST_KEY:
        raise InvalidRequest(f"Idempotency keys have at most {LONGEST_KEY} characters.")
    held = (current.account(), key)
    with _lock:
        if held in _running:
            raise KeyInUse(
                "There is currently another in-progress request using this Idempotent Key (that probably"
                f" means you submitted twice, and the other request is still going through): {key}. Please"
                " try again later.",
                "idempotency_key_in_use",
            )
        _running.add(held)
    try:
        yield
    finally:
        with _lock:
            _running.discard(held)


def recall(key: str | None, endpoint: str, params: dict) -> tuple[int, str] | None:
    """The answer already given under this key: status and body."""
    row = (
        key
        and store.execute(
            "SELECT request, endpoint, status, body FROM answers WHERE account = ? AND key = ? AND created > ?",
            current.account(),
            key,
            clock.now() - KEPT_SECONDS,
        ).fetchone()
    )
    if not row:
        return None
    request, first_endpoint, status, body = row
    if first_endpoint != endpoint:
        raise IdempotencyError(
            "Keys for idempotent requests can only be used for the same endpoint they were first used for"
            f" ('{endpoint}' vs '{first_endpoint}'). Try using a key other than '{key}' if you meant to"
            " execute a different request."
        )
    if request != _fingerprint(params):
        raise IdempotencyError(
            "Keys for idempotent requests can only be used with the same parameters they were first used"
            f" with. Try using a key other than '{key}' if you meant to execute a different request."
        )
    return status, body


def record(key: str | None, endpoint: str, params: dict, status: int, body: str) -> None:
    """Remember an answer, in the transaction that did its work."""
    if key is None:
        return
    store.execute(
        "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?, ?)",
        current.account(),
        key,
        _fingerprint(params),
        endpoint,
        status,
        body,
        clock.now(),
    )


def forget(key: str | None = None) -> int:
    """Forget one key, or all of them, as if they had expired; returns how many."""
    with store.transaction():
        if key is None:
            return store.execute("DELETE FROM answers").rowcount
        return store.execute("DELETE FROM answers WHERE key = ?", key).rowcount


def _fingerprint(params: dict) -> str:
    return hashlib.sha256(json.dumps(params, sort_keys=True).encode()).hexdigest()
