"""The moment after which nothing counts any more."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import Model, TenantOwned, refers


class ProjectClose(TenantOwned, Model):
    """The cut-off, written once: what was pledged when the deadline had passed."""

    __tablename__ = "project_closes"
    __constraints__ = (
        UniqueConstraint("tenant_id", "project_id"),
        CheckConstraint("outcome IN ('funded', 'failed')", name="outcome"),
    )

    project_id: Mapped[int] = refers("projects", index=False)
    outcome: Mapped[str]
    pledged_amount: Mapped[int]
    backers_count: Mapped[int]
    closed_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
