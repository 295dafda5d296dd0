"""A site that comes in, from a file or as a copy of another: looked at, agreed to, made by a worker, once."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Self

from flask import current_app
from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Identity, Select, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from educrowd.core.db import Model, Timestamps, after_commit, db, utcnow
from educrowd.core.uids import new_uid

from .tenant import Tenant, origin_of, slug_host

WORKING = ("looking", "working")
# Somebody's word is waited for.
WAITING = ("ready", "asked")
OPEN = (*WORKING, *WAITING)
STATES = (*OPEN, "done", "failed", "declined", "canceled", "expired")
BYTES_KEPT = timedelta(days=7)
KEPT = timedelta(days=30)


class SiteArrival(Timestamps, Model):
    """A row of the platform, as the site is not there yet; `report` says what the file holds and what stays out."""

    __tablename__ = "site_arrivals"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", name="state"),
        CheckConstraint("(state = 'done') = (site_id IS NOT NULL AND done_at IS NOT NULL)", name="done"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True, default=new_uid)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    by_operator: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    source_id: Mapped[int | None] = mapped_column(ForeignKey("tenants.id"), index=True)
    with_members: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    file_name: Mapped[str] = mapped_column(default="", server_default="")
    size_bytes: Mapped[int] = mapped_column(default=0, server_default="0")
    name: Mapped[str] = mapped_column(default="", server_default="")
    slug: Mapped[str] = mapped_column(default="", server_default="")
    owner_email: Mapped[str] = mapped_column(default="", server_default="")
    state: Mapped[str]
    report: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))
    problem: Mapped[str] = mapped_column(default="", server_default="")
    done_count: Mapped[int] = mapped_column(default=0, server_default="0")
    total_count: Mapped[int | None]
    attempt_id: Mapped[int | None]
    site_id: Mapped[int | None] = mapped_column(ForeignKey("tenants.id"), unique=True)
    done_at: Mapped[datetime | None]

    source: Mapped[Tenant | None] = relationship(foreign_keys=[source_id])

    @classmethod
    def of(cls, user: Any) -> Select[Self]:
        """What somebody brought in for themselves, the newest first."""
        return cls.latest().where(cls.asked_by_id == user.id, cls.by_operator.is_(False))

    @classmethod
    def latest(cls) -> Select[Self]:
        return select(cls).order_by(cls.id.desc())

    @classmethod
    def held(cls, id: int, state: str) -> Self | None:
        """The row for good, if that is where it stands; whoever else wants it waits."""
        wanted = select(cls).where(cls.id == id, cls.state == state).with_for_update()
        return db.session.scalar(wanted.execution_options(populate_existing=True))

    @classmethod
    def is_still_open(cls) -> ColumnElement[bool]:
        return cls.state.in_(OPEN)

    @property
    def is_working(self) -> bool:
        return self.state in WORKING

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_copy(self) -> bool:
        return self.source_id is not None

    @property
    def title(self) -> str:
        return self.name or self.report.get("name") or self.file_name

    @property
    def site_origin(self) -> str:
        """Where the site is, or will be."""
        return origin_of(slug_host(self.slug))

    @property
    def folder(self) -> Path:
        """Where its bytes wait, apart from the files of sites."""
        return Path(current_app.config["EDUCROWD_HOME"], "arrivals", self.uid)

    @property
    def path(self) -> Path:
        return self.folder / "site.zip"

    def ask(self, **wanted: Any) -> None:
        """An operator is to agree."""
        for name, value in wanted.items():
            setattr(self, name, value)
        self.state, self.problem = "asked", ""

    def begin(self, **wanted: Any) -> None:
        """A worker makes the site from here on."""
        for name, value in wanted.items():
            setattr(self, name, value)
        self.state, self.problem = "working", ""
        self.done_count, self.total_count, self.attempt_id = 0, None, None

    def wait(self, problem: str = "") -> None:
        """It can be agreed to, again if something was wrong with what was wished."""
        self.state, self.problem = "ready", problem

    def finish(self, site_id: int) -> None:
        self.site_id, self.done_at = site_id, utcnow()
        self.end("done")

    def end(self, state: str, problem: str = "") -> None:
        """Nothing more will happen to it, so its bytes go."""
        self.state, self.problem = state, problem
        self.forget_bytes()

    def forget_bytes(self) -> None:
        folder = self.folder
        after_commit(lambda: shutil.rmtree(folder, ignore_errors=True))
