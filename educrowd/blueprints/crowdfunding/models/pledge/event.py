"""What a pledge went through, step by step."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import Model, TenantOwned, refers


class PledgeEvent(TenantOwned, Model):
    """One step of a pledge, written by the database itself."""

    __tablename__ = "pledge_events"

    pledge_id: Mapped[int] = refers("pledges")
    from_state: Mapped[str | None]
    to_state: Mapped[str]
    cause: Mapped[str] = mapped_column(server_default="")
    amount: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
