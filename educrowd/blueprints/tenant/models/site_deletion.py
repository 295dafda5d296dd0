"""An owner's wish that the site be deleted: thirty days in which it can be taken back, then it is done."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Self

from sqlalchemy import ForeignKey, Index, func, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import Model, TenantOwned, Timestamps, db, utcnow

GRACE = timedelta(days=30)
REMIND_BEFORE = timedelta(days=7)


class SiteDeletion(TenantOwned, Timestamps, Model):
    """When, the database says itself; `farewell` are the addresses that hear of the end."""

    __tablename__ = "site_deletions"
    __constraints__ = (
        Index("uq_site_deletions_open", "tenant_id", unique=True, postgresql_where=text("withdrawn_at IS NULL")),
    )

    requested_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    requested_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    erases_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp() + interval '30 days'"))
    status_before: Mapped[str]
    reason_before: Mapped[str] = mapped_column(default="", server_default="")
    reminded_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    farewell: Mapped[list[Any]] = mapped_column(JSONB, default=list, server_default=text("'[]'"))
    erased_at: Mapped[datetime | None]

    @classmethod
    def open(cls) -> Self | None:
        """The current site's wish that stands."""
        return db.session.scalar(select(cls).where(cls.withdrawn_at.is_(None), cls.erased_at.is_(None)))

    @property
    def is_due(self) -> bool:
        return self.erases_at <= utcnow()

    @property
    def wants_reminder(self) -> bool:
        return self.reminded_at is None and self.erases_at - utcnow() <= REMIND_BEFORE

    def withdraw(self, by: Any) -> None:
        self.withdrawn_at, self.withdrawn_by_id = utcnow(), by.id
