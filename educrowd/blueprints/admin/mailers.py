"""Letters of the top floor."""

from __future__ import annotations

from educrowd.blueprints.auth.models import User
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.mail import deliver, mailer
from educrowd.core.webhooks import WebhookEndpoint


@mailer
def send_webhook_off(endpoint_id: int) -> None:
    """To whoever answers for it: it was switched off, and why."""
    endpoint = WebhookEndpoint.numbered(endpoint_id)
    if endpoint is None:
        return
    owner = db.session.get_one(User, endpoint.user_id)
    deliver(
        to=owner.email,
        subject=f"Your webhook to {endpoint.host} is switched off",
        template="admin/mail/webhook_off",
        user=owner,
        endpoint=endpoint,
        url=f"{current.tenant.origin}/studio/webhooks/{endpoint.id}/",
    )
