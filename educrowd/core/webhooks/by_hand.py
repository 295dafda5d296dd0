"""What people ask for by hand: a delivery that says nothing, to see whether anybody listens, and one more time."""

from __future__ import annotations

from ..db import db, utcnow
from .addressing import address
from .delivering import wake
from .delivery import WebhookDelivery
from .endpoint import WebhookEndpoint

TEST = "webhook.test"


def send_test(endpoint: WebhookEndpoint) -> WebhookDelivery:
    """Promise one, at once."""
    endpoint.require_active()
    endpoint.rests_until = None
    data = {"webhook_id": endpoint.id, "tenant_id": endpoint.tenant_id}
    return address(endpoint, TEST, data, happened_at=utcnow())


def send_again(delivery: WebhookDelivery) -> None:
    """Promise the same once more, at once: the receiver knows it by its id."""
    delivery.again()
    delivery.endpoint.rests_until = None
    db.session.flush()
    wake(delivery.endpoint)
