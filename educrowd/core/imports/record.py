"""An import: a file from elsewhere, what would come or came of it, how far that is, and who did it when."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, UniqueConstraint, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from .. import files
from ..db import Model, TenantOwned, Timestamps, after_commit, utcnow
from ..uids import new_uid

OUTCOMES = ("new", "changed", "same", "left_out")
# What a worker is at, or will be in a moment.
WORKING = ("looking", "importing")
OPEN = (*WORKING, "ready")
STATES = (*OPEN, "done", "failed", "canceled", "expired")


class Import(TenantOwned, Timestamps, Model):
    """`report` lists place, name, kind, outcome and notes of each thing in the file; its bytes wait beside it."""

    __tablename__ = "imports"
    __constraints__ = (
        UniqueConstraint("tenant_id", "uid"),
        CheckConstraint("size_bytes > 0", name="size_bytes"),
        CheckConstraint(f"state IN {STATES}", name="state"),
        CheckConstraint("done_count >= 0", name="done_count"),
        CheckConstraint("total_count >= 0", name="total_count"),
        CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name="done_at"),
        Index("ix_imports_about", "tenant_id", "kind", "about_id"),
    )

    uid: Mapped[str] = mapped_column(default=new_uid)
    kind: Mapped[str]
    about_id: Mapped[int | None]
    format: Mapped[str]
    name: Mapped[str]
    size_bytes: Mapped[int]
    state: Mapped[str] = mapped_column(default="looking", server_default="looking")
    done_count: Mapped[int] = mapped_column(default=0, server_default="0")
    total_count: Mapped[int | None]
    report: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list, server_default=text("'[]'"))
    problem: Mapped[str] = mapped_column(default="", server_default="")
    imported_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    done_at: Mapped[datetime | None]

    @classmethod
    def of(cls, kind: str, about_id: int | None = None) -> Select[Self]:
        """Imports of this kind, or those about one thing alone, newest first."""
        found = select(cls).where(cls.kind == kind).order_by(cls.id.desc())
        return found if about_id is None else found.where(cls.about_id == about_id)

    @property
    def is_working(self) -> bool:
        return self.state in WORKING

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_done(self) -> bool:
        return self.state == "done"

    @property
    def counts(self) -> dict[str, int]:
        """How many things have each outcome."""
        found = [row["outcome"] for row in self.report]
        return {outcome: found.count(outcome) for outcome in OUTCOMES}

    @property
    def wanted(self) -> int:
        """How many things its import would write."""
        return self.counts["new"] + self.counts["changed"]

    @property
    def place(self) -> str:
        """Where its bytes wait until it is over."""
        return f"{self.uid}.import"

    def show(self, report: list[dict[str, Any]]) -> None:
        """What a look found waits for somebody's word."""
        self.state = "ready"
        self._take(report)

    def begin(self) -> None:
        self.state, self.done_count, self.total_count = "importing", 0, None

    def finish(self, report: list[dict[str, Any]], about_id: int | None) -> None:
        """What was done; all of it counts as done with."""
        self.about_id, self.done_at = about_id, utcnow()
        self._take(report)
        self.end("done")

    def fail(self, problem: str) -> None:
        self.problem = problem
        self.end("failed")

    def end(self, state: str) -> None:
        """Nothing more will happen to it, so its bytes go."""
        self.state = state
        self.forget_bytes()

    def forget_bytes(self) -> None:
        path = files.path_of(self.place)
        after_commit(lambda: path.unlink(missing_ok=True))

    def _take(self, report: list[dict[str, Any]]) -> None:
        self.report = report
        self.done_count = self.total_count = len(report)
