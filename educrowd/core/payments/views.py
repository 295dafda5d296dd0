"""POST /webhooks/stripe: check the signature over the raw bytes, keep the event, answer in milliseconds."""

from __future__ import annotations

from flask import Blueprint, Response, request

from ..access import BOTH, PUBLIC, needs
from ..tenancy import transaction
from .gateway import BadSignature, gateway
from .inbox import receive

webhooks = Blueprint("webhooks", __name__)
MOST_BYTES = 1_000_000


@webhooks.post("/webhooks/stripe", strict_slashes=False)
@needs(PUBLIC, on=BOTH)
def stripe() -> Response:
    """Take one signed event; the sender repeats it until we answer 200."""
    request.max_content_length = MOST_BYTES
    try:
        event = gateway().read_event(request.get_data(), request.headers.get("Stripe-Signature", ""))
    except BadSignature as error:
        return Response(f"Refused: {error}.\n", status=400, mimetype="text/plain")
    if not _is_event(event):
        return Response("Refused: not an event.\n", status=400, mimetype="text/plain")
    # The inbox is the platform's: the host that an event came in by says nothing about whose it is.
    with transaction(None):
        receive(event)
    return Response(status=200)


def _is_event(event: dict) -> bool:
    has_subject = isinstance(event.get("data"), dict) and isinstance(event["data"].get("object"), dict)
    return has_subject and all(event.get(key) for key in ("id", "type", "created"))
