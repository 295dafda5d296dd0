"""A site's file that its owner asked for: under way, to be loaded for a week, or failed."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from flask import current_app
from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, UniqueConstraint, func, select, text
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import Model, TenantOwned, Timestamps, utcnow

KEPT = timedelta(days=7)
STATES = ("working", "ready", "failed")


class SiteExport(TenantOwned, Timestamps, Model):
    """One file of the whole site."""

    __tablename__ = "site_exports"
    __constraints__ = (
        UniqueConstraint("tenant_id", "public_id"),
        CheckConstraint(f"state IN {STATES}", name="state"),
        CheckConstraint("(state = 'ready') = (ready_at IS NOT NULL AND size_bytes IS NOT NULL)", name="ready"),
        Index("uq_site_exports_working", "tenant_id", unique=True, postgresql_where=text("state = 'working'")),
    )

    public_id: Mapped[str] = mapped_column(default=lambda: secrets.token_hex(16))
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    with_members: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    state: Mapped[str] = mapped_column(default="working", server_default="working")
    done_count: Mapped[int] = mapped_column(default=0, server_default="0")
    total_count: Mapped[int | None]
    size_bytes: Mapped[int | None]
    ready_at: Mapped[datetime | None]
    expires_at: Mapped[datetime] = mapped_column(default=lambda: utcnow() + KEPT)

    @classmethod
    def kept(cls) -> Select[Self]:
        """Those that are under way, can be loaded, or have failed lately; the newest first."""
        return select(cls).where(cls.expires_at > func.now()).order_by(cls.id.desc())

    @property
    def is_ready(self) -> bool:
        return self.state == "ready"

    @property
    def is_working(self) -> bool:
        return self.state == "working"

    @property
    def can_be_loaded(self) -> bool:
        return self.is_ready and self.expires_at > utcnow() and self.path.is_file()

    @property
    def path(self) -> Path:
        """Apart from the site's files, which it holds."""
        home = current_app.config["EDUCROWD_HOME"]
        return Path(home, "exports", "sites", str(self.tenant_id), f"{self.public_id}.zip")

    def finish(self) -> None:
        self.state, self.size_bytes = "ready", self.path.stat().st_size
        self.ready_at, self.expires_at = utcnow(), utcnow() + KEPT
