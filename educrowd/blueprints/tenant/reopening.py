"""Reopening: a suspended site is there again, and whoever counts time hears how long it was away."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from educrowd.core import registry
from educrowd.core.audit import AuditEntry
from educrowd.core.db import db

from .models import Tenant


def reopen(tenant: Tenant) -> None:
    """Open the current site again."""
    since = _closed_since() if tenant.status == "suspended" else None
    tenant.resume()
    if since:
        registry.reopened.collect(since)


def _closed_since() -> datetime | None:
    return db.session.scalar(select(func.max(AuditEntry.created_at)).where(AuditEntry.action == "site.suspended"))
