"""News for each endpoint that asked for it, as much as its owner may read."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from flask import current_app

from .. import people
from ..api.fields import utc_text
from ..current import current
from ..db import db
from ..jobs import job
from .delivering import wake
from .delivery import WebhookDelivery
from .endpoint import WebhookEndpoint
from .events import EVENTS


@job(queue="bulk")
def address_deliveries(event: str, subject_id: int, happened_at: str) -> None:
    """Write what every endpoint is to be told, and see that it is sent."""
    for endpoint in db.session.scalars(WebhookEndpoint.wanting(event)):
        data = _data_for(endpoint, event, subject_id)
        if data is not None:
            address(endpoint, event, data, happened_at=datetime.fromisoformat(happened_at))


def address(endpoint: WebhookEndpoint, event: str, data: Any, *, happened_at: datetime) -> WebhookDelivery:
    """One delivery; its body stays the same however often it is tried."""
    body = json.dumps({"type": event, "timestamp": utc_text(happened_at), "data": data}, ensure_ascii=False)
    delivery = WebhookDelivery(endpoint=endpoint, event=event, body=body)
    db.session.add(delivery)
    db.session.flush()
    wake(endpoint)
    return delivery


def _data_for(endpoint: WebhookEndpoint, event: str, subject_id: int) -> Any:
    current.user = people.acting(endpoint.user_id)
    if not endpoint.is_owned_rightly:
        return None
    # Schemas write addresses of pages, as they would in a request to this site.
    with current_app.test_request_context(base_url=current.tenant.origin):
        return EVENTS[event].data(subject_id)
