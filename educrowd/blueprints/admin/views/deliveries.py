"""What a webhook was told, and what its receiver answered."""

from __future__ import annotations

import json

from flask import Response, url_for

from educrowd.core.access import needs
from educrowd.core.errors import Refused
from educrowd.core.pages import find, flash_error, go, is_htmx, render
from educrowd.core.webhooks import MANAGE, WebhookDelivery, send_again

from . import studio


@studio.get("/webhooks/<int:id>/deliveries/<int:delivery_id>/")
@needs(MANAGE)
def webhook_delivery(id: int, delivery_id: int) -> Response:
    delivery = find(WebhookDelivery, id=delivery_id, endpoint_id=id)
    template = "admin/webhooks/_delivery.html" if is_htmx() else "admin/webhooks/delivery.html"
    return render(template, delivery=delivery, endpoint=delivery.endpoint, body=written_out(delivery.body))


@studio.post("/webhooks/<int:id>/deliveries/<int:delivery_id>/redelivery")
@needs(MANAGE)
def redeliver(id: int, delivery_id: int) -> Response:
    try:
        send_again(find(WebhookDelivery, id=delivery_id, endpoint_id=id))
    except Refused as refusal:
        flash_error(refusal.message)
    return go(url_for("studio.webhook_delivery", id=id, delivery_id=delivery_id))


def written_out(body: str) -> str:
    """The same JSON, a line for each value."""
    return json.dumps(json.loads(body), indent=2, ensure_ascii=False)
