"""Idempotency-Key: the same request sent twice has one effect and one answer."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from flask import Response, current_app, request
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import OperationalError

from educrowd.core.api.idempotency_key import IdempotencyKey
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Invalid, Refused
from educrowd.core.jobs import job

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
LONGEST_KEY = 255
KEPT = timedelta(days=7)
REPLAYED = ("Content-Type", "Location", "ETag")


class Mismatch(Refused):
    code = "idempotency_mismatch"


class InProgress(Refused):
    """The first request with this key has not ended yet."""

    headers = {"Retry-After": "1"}


def once(view: Callable[..., Any]) -> Callable[..., Any]:
    """Answer a repeated Idempotency-Key with the first answer.

    The key's row is written in the request's own transaction: it is there exactly if the effect is, and a
    second request with the same key waits for the first to end.
    """

    @wraps(view)
    def answered(*args: Any, **kwargs: Any) -> Any:
        if request.method not in UNSAFE or "Idempotency-Key" not in request.headers:
            return view(*args, **kwargs)
        row_id = _claim() or _left_unanswered()
        if row_id is None:
            return _first_answer()
        response = current_app.make_response(view(*args, **kwargs))
        if response.status_code < 400:
            _keep(row_id, response)
        return response

    return answered


@job(queue="bulk")
def forget_old_answers() -> None:
    """Keep the current site's answers (the platform's, where none is bound) for a week."""
    mine = IdempotencyKey.tenant_id.is_not_distinct_from(current.tenant_id)
    old = IdempotencyKey.created_at < utcnow() - KEPT
    db.session.execute(delete(IdempotencyKey).where(mine, old))


def _claim() -> int | None:
    """The id of a new row for this key, or None where the key has been used."""
    row = {**_whose(), "request_hash": _request_hash()}
    try:
        claimed = insert(IdempotencyKey).values(row).on_conflict_do_nothing().returning(IdempotencyKey.id)
        return db.session.scalar(claimed)
    except OperationalError as error:
        raise InProgress("The first request with this Idempotency-Key is still running.") from error


def _left_unanswered() -> int | None:
    """The key of a request that committed on its way and then failed: it is no answer, so it is asked again."""
    left = select(IdempotencyKey.id).filter_by(**_whose(), request_hash=_request_hash(), status=None)
    return db.session.scalar(left.with_for_update())


def _whose() -> dict[str, Any]:
    key = request.headers["Idempotency-Key"]
    if not 1 <= len(key) <= LONGEST_KEY:
        raise Invalid("Idempotency-Key", f"Use 1 to {LONGEST_KEY} characters.")
    return {"tenant_id": current.tenant_id, "user_id": current.user.id, "key_hash": _digest(key.encode())}


def _request_hash() -> str:
    return _digest(f"{request.method} {request.path.rstrip('/')}\n".encode() + request.get_data())


def _digest(value: bytes) -> str:
    # Keyed, since bodies hold passwords and a bare hash of one could be guessed from a stolen backup.
    return hmac.new(current_app.config["SECRET_KEY"].encode(), value, hashlib.sha256).hexdigest()


def _first_answer() -> Response:
    first = db.session.scalars(select(IdempotencyKey).filter_by(**_whose())).one()
    if not hmac.compare_digest(first.request_hash, _request_hash()):
        raise Mismatch("This Idempotency-Key was used for another request.")
    headers = {**(first.headers or {}), "Idempotency-Replayed": "true"}
    return Response(first.body, status=first.status, headers=headers)


def _keep(row_id: int, response: Response) -> None:
    row = db.session.get_one(IdempotencyKey, row_id)
    row.status = response.status_code
    row.headers = {name: response.headers[name] for name in REPLAYED if name in response.headers}
    row.body = response.get_data(as_text=True)
    db.session.flush()
