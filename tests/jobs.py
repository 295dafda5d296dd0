"""A worker for tests: what was promised is done at once, in this process."""

from __future__ import annotations

from sqlalchemy import func, select

from educrowd.core import jobs
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.outbox import OutboxEntry


def run_jobs() -> int:
    """Do what this site has promised until nothing due is left; answers how many jobs ran."""
    count = 0
    db.session.commit()
    while entry := _next_due():
        jobs.perform(entry.id, entry.tenant_id, entry.actor_id)
        count += 1
        db.session.commit()
    db.session.expire_all()
    return count


def _next_due() -> OutboxEntry | None:
    due = (
        select(OutboxEntry)
        .where(OutboxEntry.tenant_id == current.tenant_id, OutboxEntry.done_at.is_(None))
        .where(OutboxEntry.dead_at.is_(None), OutboxEntry.run_at <= func.clock_timestamp())
    )
    return db.session.scalars(due.order_by(OutboxEntry.id).limit(1)).first()
