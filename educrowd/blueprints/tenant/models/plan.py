"""What a tenant may use, and how much of it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import Model


class Plan(Model):
    """A plan's feature flags and limits (members, storage_mb, courses, mails_a_month; absent = unlimited)."""

    __tablename__ = "plans"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    position: Mapped[int] = mapped_column(server_default="0")
    price_amount: Mapped[int] = mapped_column(server_default="0")
    currency: Mapped[str] = mapped_column(server_default="USD")
    features: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    limits: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
