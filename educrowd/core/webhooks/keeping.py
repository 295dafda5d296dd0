"""The log of deliveries is kept for 30 days."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete

from ..db import db, utcnow
from ..jobs import job
from .delivery import WebhookDelivery

KEPT = timedelta(days=30)


@job(queue="bulk")
def forget_old_deliveries() -> None:
    """Drop this site's deliveries of more than 30 days ago, with their attempts."""
    db.session.execute(delete(WebhookDelivery).where(WebhookDelivery.created_at < utcnow() - KEPT))
