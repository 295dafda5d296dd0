"""A file with all that is kept of a person, made on their wish."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from flask import current_app
from sqlalchemy import ForeignKey, Identity, Select, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from educrowd.core.db import Model, db, utcnow

from .user import User

KEPT = timedelta(days=7)


class DataExport(Model):
    """One file; whoever it is about loads it while it is kept."""

    __tablename__ = "data_exports"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=lambda: secrets.token_hex(16))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    size_bytes: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    ready_at: Mapped[datetime | None]
    expires_at: Mapped[datetime] = mapped_column(default=lambda: utcnow() + KEPT, index=True)

    user: Mapped[User] = relationship(innerjoin=True)

    @classmethod
    def of(cls, user: User) -> Select[Self]:
        """Those that are under way or can be loaded, the newest first."""
        return select(cls).where(cls.user_id == user.id, cls.expires_at > func.now()).order_by(cls.id.desc())

    @classmethod
    def forget_old(cls) -> None:
        """Drop what has run out, with its file."""
        for export in db.session.scalars(select(cls).where(cls.expires_at <= func.now())):
            export.path.unlink(missing_ok=True)
            db.session.delete(export)

    @property
    def path(self) -> Path:
        """Apart from the files of sites: it speaks of all of them."""
        return Path(current_app.config["EDUCROWD_HOME"], "exports", f"{self.public_id}.zip")
