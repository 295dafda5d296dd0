"""A signed event of the provider, as we keep it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, PrimaryKeyConstraint, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Model, utcnow


class WebhookEvent(Model):
    """What the provider told us, once for each event id."""

    __tablename__ = "webhook_inbox"
    __table_args__ = (PrimaryKeyConstraint("provider", "event_id"),)

    provider: Mapped[str]
    event_id: Mapped[str]
    type: Mapped[str]
    account: Mapped[str] = mapped_column(server_default="")
    object_id: Mapped[str]
    created: Mapped[int] = mapped_column(BigInteger)
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB)
    received_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    processed_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(server_default="0", default=0)
    error: Mapped[str | None]

    @property
    def subject(self) -> dict[str, Any]:
        """The object that the event is about."""
        return self.payload["data"]["object"]

    def finish(self, error: str | None = None) -> None:
        self.processed_at = utcnow()
        self.error = error


class NotKnownYet(Exception):
    """The event is about something we have not written down, or not yet."""


class Suspicious(Exception):
    """Signed, but not about what we asked for: wrong mode, amount or currency."""
