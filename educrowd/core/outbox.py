"""The outbox: work promised by a transaction, kept in PostgreSQL until it is done."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from .current import current
from .db import Model, db, utcnow

BULK = "bulk"
QUEUES = ("payments", "mail", "default", BULK)
MAX_TRIES = 3
NO_ARGUMENTS = """'{"args": [], "kwargs": {}}'"""


class OutboxEntry(Model):
    """One promised run of one job, for one tenant (or none) in one person's name."""

    __tablename__ = "outbox"
    __table_args__ = (
        CheckConstraint("queue IN ('payments', 'mail', 'default', 'bulk')", name="queue"),
        Index("ix_outbox_due", "run_at", postgresql_where=text("done_at IS NULL AND dead_at IS NULL")),
        Index("ix_outbox_tenant_id", "tenant_id"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    tenant_id: Mapped[int | None] = mapped_column(ForeignKey("tenants.id"))
    actor_id: Mapped[int | None]
    queue: Mapped[str] = mapped_column(server_default="default")
    job: Mapped[str]
    args: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text(NO_ARGUMENTS))
    run_at: Mapped[datetime] = mapped_column(default=utcnow, server_default=func.now())
    enqueued_at: Mapped[datetime | None]
    rings: Mapped[int] = mapped_column(server_default="0", default=0)
    tries: Mapped[int] = mapped_column(server_default="0", default=0)
    error: Mapped[str | None]
    done_at: Mapped[datetime | None]
    dead_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=utcnow, server_default=func.now())

    @classmethod
    def promise(
        cls, job: str, args: list[Any], kwargs: dict[str, Any], *, queue: str, at: datetime | None
    ) -> OutboxEntry:
        """Write the promise into this transaction, for the current tenant and person."""
        entry = cls(
            tenant_id=current.tenant_id,
            # What happens at a set time is the clock's act, whoever set the time.
            actor_id=None if at else current.user.id,
            queue=queue,
            job=job,
            args={"args": args, "kwargs": kwargs},
            run_at=at or utcnow(),
            # Rung right after the commit, so the sweeper gives it time; later ones are the sweeper's.
            enqueued_at=None if at else utcnow(),
        )
        db.session.add(entry)
        return entry

    @property
    def is_settled(self) -> bool:
        return self.done_at is not None or self.dead_at is not None

    def finish(self) -> None:
        self.done_at = utcnow()
        self.error = None

    def fail(self, error: str, *, retry_at: datetime) -> None:
        """Note a failed try; the last one makes it a dead letter that the operator sees."""
        self.tries += 1
        self.error = error[-4000:]
        self.enqueued_at = None
        if self.tries >= MAX_TRIES:
            self.dead_at = utcnow()
        else:
            self.run_at = retry_at

    def postpone(self, until: datetime) -> None:
        """Come again then; nothing has failed."""
        self.run_at, self.enqueued_at = until, None

    def revive(self) -> None:
        """Give a dead letter its tries back."""
        self.tries, self.rings = 0, 0
        self.dead_at, self.enqueued_at, self.run_at = None, None, utcnow()
