"""Work for later: `settle(7)` runs now, `settle.later(7)` after the commit, in a worker, for the same tenant.

PostgreSQL holds the promise (outbox.py); Redis only rings the bell. A run takes its entry FOR UPDATE, so
two workers never run one entry at once, and the entry is marked done in the transaction of its effects.
"""

from __future__ import annotations

import functools
import importlib
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from contextvars import ContextVar
from datetime import datetime, timedelta
from random import uniform
from typing import Any, Generic, ParamSpec, TypeVar

import psycopg2.errors
import structlog
from sqlalchemy import inspect, select

from . import people
from .bells import ring, take_bell
from .current import current
from .db import after_commit, db, utcnow
from .errors import NoTenant
from .outbox import QUEUES, OutboxEntry
from .tenancy import bind, tenant_by_id, transaction

P = ParamSpec("P")
R = TypeVar("R")
log = structlog.get_logger()

BACKOFF = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=5))
# Somebody else held a row that a job needs.
COME_AGAIN_AFTER = timedelta(seconds=2)
# A process for one small job costs more than the job; so it answers the next bells of its queue for a while.
ANSWERS_FOR_SECONDS = 10.0


class Job(Generic[P, R]):
    """A function that can also be promised."""

    def __init__(self, function: Callable[P, R], queue: str):
        assert queue in QUEUES, queue
        self.function = function
        self.queue = queue
        self.name = f"{function.__module__}:{function.__qualname__}"
        functools.update_wrapper(self, function)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        return self.function(*args, **kwargs)

    def later(self, *args: Any, _at: datetime | None = None, **kwargs: Any) -> OutboxEntry:
        """Promise a run after this transaction's commit; the arguments must be JSON.

        `_at` sets a time for it; such a run is in nobody's name.
        """
        entry = OutboxEntry.promise(self.name, list(args), kwargs, queue=self.queue, at=_at)
        if _at is None:
            after_commit(functools.partial(_ring_promised, entry))
        return entry


def job(function: Callable[P, R] | None = None, *, queue: str = "default") -> Any:
    """Turn a function into a job: `@job` or `@job(queue="payments")`."""
    if function is None:
        return lambda function: Job(function, queue)
    return Job(function, queue)


def job_named(name: str) -> Job[..., Any]:
    """The job that an outbox entry names; raises LookupError when the code no longer has it."""
    module, _, qualname = name.partition(":")
    found = getattr(importlib.import_module(module), qualname, None)
    if not isinstance(found, Job):
        raise LookupError(f"no job is called {name}")
    return found


def _ring_promised(entry: OutboxEntry) -> None:
    if not inspect(entry).persistent:
        return  # undone with a savepoint
    ring(entry.__dict__["id"], entry.__dict__["tenant_id"], entry.__dict__["actor_id"], entry.__dict__["queue"])


_running: ContextVar[int | None] = ContextVar("running_entry", default=None)


def running_entry_id() -> int | None:
    """The outbox entry that is being worked on, or None outside of a worker."""
    return _running.get()


# ---- running -------------------------------------------------------------------------------------


def run(entry_id: int) -> None:
    """What a worker calls: do the entry's work once, in its tenant and its actor's name; then answer more bells."""
    from rq import get_current_job

    began = time.monotonic()
    rung = get_current_job()
    if rung is None:
        raise RuntimeError("a job without a bell, hence without a tenant's metadata, is refused")
    _answer(rung, entry_id)
    while time.monotonic() < began + ANSWERS_FOR_SECONDS and (bell := take_bell(rung.origin)):
        _answer(bell, *bell.args)


def _answer(bell: Any, entry_id: int) -> None:
    if "tenant_id" not in bell.meta:
        raise RuntimeError("a job without tenant metadata is refused")
    perform(entry_id, bell.meta["tenant_id"], bell.meta["actor_id"])


def perform(entry_id: int, tenant_id: int | None, actor_id: int | None) -> None:
    """Run one entry in a transaction of its own; a failure is noted and tried again later."""
    token = _running.set(entry_id)
    try:
        with structlog.contextvars.bound_contextvars(tenant=tenant_id, entry=entry_id):
            _attempt(entry_id, tenant_id, actor_id)
    except Exception as error:
        if stood_in_line(error):
            log.warning("job_waits", tenant=tenant_id, entry=entry_id)
            _postpone(entry_id, tenant_id)
        else:
            log.exception("job_failed", tenant=tenant_id, entry=entry_id)
            _note_failure(entry_id, tenant_id, traceback.format_exc())
    finally:
        _running.reset(token)


def _attempt(entry_id: int, tenant_id: int | None, actor_id: int | None) -> None:
    if not _is_there(tenant_id):
        log.info("job_of_an_erased_site", tenant=tenant_id, entry=entry_id)
        return
    with bind(tenant_id):
        entry = _take(entry_id)
        if entry is None:
            return
        # The row says in whose name; the bell that Redis kept is only a hint where to look.
        current.user = people.acting(entry.actor_id)
        work = job_named(entry.job)
        work(*entry.args.get("args", ()), **entry.args.get("kwargs", {}))
        _mark_done(entry_id)
        db.session.commit()


def _is_there(tenant_id: int | None) -> bool:
    """A bell may be late: with an erased site its promises are gone."""
    with suppress(NoTenant):
        return tenant_id is None or bool(tenant_by_id(tenant_id))
    return False


def _take(entry_id: int) -> OutboxEntry | None:
    entry = db.session.scalar(select(OutboxEntry).where(OutboxEntry.id == entry_id).with_for_update(skip_locked=True))
    return None if entry is None or entry.is_settled else entry


def _mark_done(entry_id: int) -> None:
    # Read anew: a job that commits between its steps has let go of the row.
    entry = db.session.get_one(OutboxEntry, entry_id)
    entry.finish()


def stood_in_line(error: Exception) -> bool:
    """Whether it was only that somebody else held a row: that is no failure, and no try is lost."""
    cause = getattr(error, "orig", None)
    return isinstance(cause, psycopg2.errors.LockNotAvailable | psycopg2.errors.DeadlockDetected)


def _postpone(entry_id: int, tenant_id: int | None) -> None:
    with transaction(tenant_id):
        entry = db.session.scalar(select(OutboxEntry).where(OutboxEntry.id == entry_id).with_for_update())
        if entry is not None and not entry.is_settled:
            entry.postpone(utcnow() + COME_AGAIN_AFTER * uniform(0.5, 1.5))


def _note_failure(entry_id: int, tenant_id: int | None, error: str) -> None:
    with transaction(tenant_id):
        entry = db.session.scalar(select(OutboxEntry).where(OutboxEntry.id == entry_id).with_for_update())
        if entry is not None and not entry.is_settled:
            entry.fail(error, retry_at=utcnow() + BACKOFF[min(entry.tries, len(BACKOFF) - 1)])
