"""When → which job: modules add their lines at start, `flask schedule` prints the list.

Two schedulers may run: a line's turn is a row with a unique key, so whoever comes second finds it taken.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy import Engine, func, text
from sqlalchemy.orm import Mapped, mapped_column

from . import bells, jobs
from .db import Model, db
from .errors import NoTenant
from .jobs import Job
from .tenancy import transaction

log = structlog.get_logger()


class ScheduleRun(Model):
    """One turn of one line, taken once."""

    __tablename__ = "schedule_runs"

    line: Mapped[str] = mapped_column(primary_key=True)
    turn: Mapped[datetime] = mapped_column(primary_key=True)
    taken_at: Mapped[datetime] = mapped_column(server_default=func.now())


@dataclass(frozen=True, slots=True)
class Line:
    """A job and how often it runs: once, for each active tenant, or for those that a function of SQL names."""

    job: Job
    interval: timedelta
    per_tenant: bool = False
    tenants: str = ""

    @property
    def name(self) -> str:
        return self.job.name

    @property
    def reach(self) -> str:
        return self.tenants.removeprefix("app.") or ("each tenant" if self.per_tenant else "once")

    def turn_at(self, now: datetime) -> datetime:
        """The start of the interval that `now` lies in."""
        seconds = int(self.interval.total_seconds())
        return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, UTC)


LINES: list[Line] = []


def every(
    job: Job, *, seconds: int = 0, minutes: int = 0, hours: int = 0, per_tenant: bool = False, tenants: str = ""
) -> None:
    """Add a line: `schedule.every(check_money, minutes=10, tenants="app.tenants_with_money")`.

    `tenants` names a reviewed function of the database, so that idle tenants cost nothing.
    """
    line = Line(job, timedelta(seconds=seconds, minutes=minutes, hours=hours), per_tenant, tenants)
    if line not in LINES:
        LINES.append(line)


def tick(now: datetime | None = None) -> int:
    """Promise what is due and nobody has taken; answers how many lines this call took."""
    now = now or datetime.now(UTC)
    return sum(_take_turn(line, line.turn_at(now)) for line in LINES)


def _take_turn(line: Line, turn: datetime) -> bool:
    with transaction(None):
        taken = db.session.execute(
            text(
                "INSERT INTO public.schedule_runs (line, turn) VALUES (:line, :turn) ON CONFLICT DO NOTHING RETURNING 1"
            ),
            {"line": line.name, "turn": turn},
        ).first()
        if taken and line.per_tenant:
            db.session.execute(
                text("SELECT app.promise_for_every_tenant(:job, :queue)"),
                {"job": line.name, "queue": line.job.queue},
            )
        elif taken and not line.tenants:
            line.job.later()
    if taken and line.tenants:
        _promise_to_those(line)
    return taken is not None


def _promise_to_those(line: Line) -> None:
    with transaction(None):
        tenant_ids = db.session.scalars(text(f"SELECT {line.tenants}()")).all()
    for tenant_id in tenant_ids:
        # Of an erased site the books stay, and they have no host any more.
        with suppress(NoTenant), transaction(tenant_id):
            line.job.later()


def run_forever(should_stop: Callable[[], bool], pause_seconds: float = 1.0) -> None:
    """The scheduler's loop: take turns, sweep the outbox, outlive a database restart."""
    while not should_stop():
        try:
            tick()
            bells.sweep()
        except Exception:
            log.exception("scheduler_stumbled")
            _forget_connections(db.engine)
        time.sleep(pause_seconds)


def _forget_connections(engine: Engine) -> None:
    engine.dispose()


@jobs.job(queue="bulk")
def forget_old_turns() -> None:
    """Keep a week of turns and of finished outbox entries."""
    db.session.execute(text("SELECT app.forget_finished_work(interval '7 days')"))
