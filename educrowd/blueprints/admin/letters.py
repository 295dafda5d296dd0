"""Dead letters: jobs that failed until their tries were used up, of all sites."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import select, text

from educrowd.blueprints.tenant.models import Tenant
from educrowd.core import tenancy
from educrowd.core.audit import audit
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Refused
from educrowd.core.outbox import OutboxEntry
from educrowd.core.pages import find

from .operating import at

MOST = 100


@dataclass(frozen=True, slots=True)
class Queue:
    """One queue of the outbox."""

    name: str
    waiting: int
    overdue: int
    dead: int


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One job that failed for good, and the site that it was for, if for one."""

    tenant: Tenant | None
    entry: OutboxEntry

    @property
    def name(self) -> str:
        return self.entry.job.rpartition(":")[2]

    @property
    def module(self) -> str:
        return self.entry.job.partition(":")[0].removeprefix("educrowd.").removeprefix("blueprints.")

    @property
    def cause(self) -> str:
        """The last line of the traceback, which says what went wrong."""
        lines = (self.entry.error or "").strip().splitlines()
        return lines[-1] if lines else "No error was kept."


def queues() -> list[Queue]:
    """The queues that hold or held work, the fullest of dead letters first."""
    rows = db.session.execute(text("SELECT queue, waiting, overdue, dead FROM app.outbox_counts()"))
    return sorted((Queue(*row) for row in rows), key=lambda queue: (-queue.dead, queue.name))


def dead_letters(most: int = MOST) -> list[DeadLetter]:
    """The latest dead letters; what each says is read at its own site."""
    ids: dict[int | None, list[int]] = defaultdict(list)
    for tenant_id, entry_id in db.session.execute(text("SELECT tenant_id, id FROM app.outbox_dead(:n)"), {"n": most}):
        ids[tenant_id].append(entry_id)
    wanted = select(Tenant).where(Tenant.id.in_([tenant_id for tenant_id in ids if tenant_id]))
    tenants = {tenant.id: tenant for tenant in db.session.scalars(wanted)}
    found = [
        DeadLetter(tenants.get(tenant_id or 0), entry)
        for tenant_id, entry_ids in ids.items()
        for entry in _entries(tenants.get(tenant_id or 0), entry_ids)
    ]
    return sorted(found, key=lambda letter: letter.entry.dead_at or letter.entry.run_at, reverse=True)


def revive(tenant: Tenant | None, entry_id: int) -> None:
    """Give a dead letter its tries back; the sweeper rings it within a second."""
    with at(tenant):
        entry = find(OutboxEntry, id=entry_id)
        if entry.dead_at is None:
            raise Refused("This job waits for its turn already.")
        entry.revive()
        if current.tenant_id:
            audit("job.revived", job=entry.job)


def _entries(tenant: Tenant | None, entry_ids: list[int]) -> list[OutboxEntry]:
    with tenancy.bind(tenant and tenant.snapshot()):
        return list(db.session.scalars(select(OutboxEntry).where(OutboxEntry.id.in_(entry_ids))))
