"""POST /webhooks/mail: what became of letters after they left, told by the mail provider.

The body is `{"events": [{"message_id": "<…>", "event": "delivered" | "bounced" | …, "reason": "…"}]}`, signed as
Standard Webhooks are. A letter's Message-ID names the site it came from. POST /webhooks/mail/returned takes a whole
message that came back to a letter's return path, signed in the same way.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from typing import Any

from blinker import signal
from flask import Blueprint, Flask, Response, current_app, request
from sqlalchemy import text

from .access import BOTH, PUBLIC, needs
from .db import db
from .returned_mail import note_returned
from .tenancy import transaction

bp = Blueprint("mail_events", __name__)
MOST_BYTES = 1_000_000
TOLERANCE_SECONDS = 300
EVENTS = ("delivered", "bounced", "soft_bounced", "complained")

# message_id, event, reason; heard in the transaction of the site that the letter came from.
letter_reported = signal("core.letter_reported")


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.post("/webhooks/mail", strict_slashes=False)
@needs(PUBLIC, on=BOTH)
def intake() -> Response:
    """Take a signed report; unknown letters are none of ours and change nothing."""
    request.max_content_length = MOST_BYTES
    if not _is_signed(request.get_data()):
        return Response("Refused: the signature does not fit.\n", status=400, mimetype="text/plain")
    events = _events(request.get_json(silent=True))
    if events is None:
        return Response("Refused: not a list of events.\n", status=400, mimetype="text/plain")
    for event in events:
        _report(event)
    return Response(status=204)


@bp.post("/webhooks/mail/returned", strict_slashes=False)
@needs(PUBLIC, on=BOTH)
def take_returned() -> Response:
    """Take a returned message as it came; what is about no letter of ours changes nothing."""
    request.max_content_length = MOST_BYTES
    raw = request.get_data()
    if not _is_signed(raw):
        return Response("Refused: the signature does not fit.\n", status=400, mimetype="text/plain")
    note_returned(raw, request.args.get("recipient", ""))
    return Response(status=204)


def sign(message: str, secret: str) -> str:
    """The signature of `id.timestamp.body`, as Standard Webhooks writes it."""
    digest = hmac.digest(secret.encode(), message.encode(), hashlib.sha256)
    return "v1," + base64.b64encode(digest).decode()


def _is_signed(body: bytes) -> bool:
    secret = current_app.config["MAIL_WEBHOOK_SECRET"]
    sent_at = request.headers.get("Webhook-Timestamp", "")
    if not secret or not sent_at.isascii() or not sent_at.isdigit() or len(sent_at) > 12:
        return False
    if abs(time.time() - int(sent_at)) > TOLERANCE_SECONDS:
        return False
    message = f"{request.headers.get('Webhook-Id', '')}.{sent_at}.{body.decode(errors='replace')}"
    given = request.headers.get("Webhook-Signature", "").split()
    return any(hmac.compare_digest(one.encode(), sign(message, secret).encode()) for one in given)


def _events(body: Any) -> list[dict[str, str]] | None:
    events = body.get("events") if isinstance(body, dict) else None
    if not isinstance(events, list) or not all(map(_is_event, events)):
        return None
    return events


def _is_event(event: Any) -> bool:
    return (
        isinstance(event, dict)
        and event.get("event") in EVENTS
        and isinstance(event.get("message_id"), str)
        and isinstance(event.get("reason", ""), str)
    )


def _report(event: dict[str, str]) -> None:
    slug = event["message_id"].strip("<>").partition("@")[2].partition(".")[0]
    with transaction(None):
        tenant_id = db.session.scalar(text("SELECT id FROM public.tenants WHERE slug = :slug"), {"slug": slug})
    if tenant_id is None:
        return
    with transaction(tenant_id):
        message_id, reason = (event.get(name, "").replace("\x00", "") for name in ("message_id", "reason"))
        letter_reported.send(message_id=message_id, event=event["event"], reason=reason[:500])
