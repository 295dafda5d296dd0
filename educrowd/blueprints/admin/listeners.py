"""What follows for staff when something has happened further down."""

from __future__ import annotations

from typing import Any

from educrowd.core.audit import audit
from educrowd.core.webhooks import WebhookEndpoint, endpoint_switched_off

from .mailers import send_webhook_off


@endpoint_switched_off.connect
def tell_owner(_sender: Any, *, endpoint_id: int) -> None:
    """A webhook was switched off without anybody's doing."""
    endpoint = WebhookEndpoint.numbered(endpoint_id)
    if endpoint:
        audit("webhook.switched_off", subject=endpoint, host=endpoint.host, because=endpoint.disabled_because)
        send_webhook_off.later(endpoint_id)
