"""Who did what: one row for each act that staff will ask about."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import g, has_request_context, request
from sqlalchemy import Index, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from .current import current
from .db import Model, TenantOwned, db, utcnow


class AuditEntry(TenantOwned, Model):
    """One act in one tenant; never changed, never deleted by the application."""

    __tablename__ = "audit_log"
    __constraints__ = (Index(None, "tenant_id", "created_at"),)

    actor_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(server_default="")
    action: Mapped[str]
    subject_type: Mapped[str] = mapped_column(server_default="")
    subject_id: Mapped[int | None]
    subject_name: Mapped[str] = mapped_column(server_default="")
    details: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    address: Mapped[str] = mapped_column(server_default="")
    created_at: Mapped[datetime] = mapped_column(default=utcnow, server_default=func.now())


def audit(action: str, *, subject: Any = None, **details: Any) -> AuditEntry:
    """Note an act, past tense, in this transaction: `audit("course.published", subject=course)`."""
    if has_request_context() and g.get("acting_through"):
        details["key"] = g.acting_through
    entry = AuditEntry(
        actor_id=current.user.id,
        actor_name=current.user.name,
        action=action,
        subject_type=type(subject).__name__.lower() if subject is not None else "",
        subject_id=getattr(subject, "id", None),
        subject_name=str(getattr(subject, "title", None) or getattr(subject, "name", "") or ""),
        details=details,
        address=(request.remote_addr or "") if has_request_context() else "",
    )
    db.session.add(entry)
    return entry
