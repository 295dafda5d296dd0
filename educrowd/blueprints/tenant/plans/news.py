"""What happens to a site's plan, told once to whoever wants to know.

Topics: trial_ending, trial_ended, started, to_confirm, changed, ending, ended, payment_failed, read_only,
paid_again; and for operators disputed, dispute_closed.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint, func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core import registry
from educrowd.core.db import Model, TenantOwned, bound_tenant_id, db


class PlanNews(TenantOwned, Model):
    """One thing told, once: `about` names the day, the invoice or the request."""

    __tablename__ = "plan_news"
    __constraints__ = (UniqueConstraint("tenant_id", "topic", "about"),)

    topic: Mapped[str]
    about: Mapped[str]
    told_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())


def tell(topic: str, about: str, **details: Any) -> None:
    """Tell it, unless it was told before; `details` must be JSON, as letters are jobs."""
    told = insert(PlanNews).values(tenant_id=bound_tenant_id(), topic=topic, about=about)
    if db.session.scalar(told.on_conflict_do_nothing().returning(PlanNews.id)) is not None:
        registry.plan_news.collect(topic, **details)
