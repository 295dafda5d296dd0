"""Bells: Redis tells a worker that an outbox entry waits; what it forgets is rung again from the table."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import structlog
from flask import current_app
from redis import Redis, RedisError
from rq import Queue, Retry
from rq.serializers import JSONSerializer
from sqlalchemy import text

from .db import db, utcnow
from .outbox import BULK, QUEUES
from .tenancy import transaction

log = structlog.get_logger()

# An import of a large file takes minutes; whatever else takes so long hangs.
MOST_SECONDS = {BULK: 3600}
# A rung job that has not come back by then is rung again; a dead worker's entry has no lock left.
RING_AGAIN_AFTER = timedelta(seconds=40)


def redis() -> Redis:
    return current_app.extensions["redis"]


def worker_redis() -> Redis:
    """A connection that may wait: workers block on their queues."""
    return Redis.from_url(current_app.config["REDIS_URL"], health_check_interval=30)


def ring(entry_id: int, tenant_id: int | None, actor_id: int | None, queue: str) -> None:
    """Tell a worker that an entry waits; when Redis is away the sweeper rings later."""
    try:
        Queue(queue, connection=redis(), serializer=JSONSerializer).enqueue(
            "educrowd.core.jobs.run",
            entry_id,
            job_id=f"outbox-{entry_id}-{utcnow().timestamp():.3f}".replace(".", "-"),
            meta={"tenant_id": tenant_id, "actor_id": actor_id},
            job_timeout=MOST_SECONDS.get(queue, 180),
            retry=Retry(max=1),
            result_ttl=0,
            failure_ttl=3600,
        )
    except RedisError as error:
        log.warning("bell_failed", entry=entry_id, error=str(error))


def sweep() -> int:
    """Ring every due entry that nobody has rung lately; answers how many."""
    try:
        waiting = _bells_waiting()
    except RedisError as error:
        log.warning("sweep_failed", error=str(error))
        return 0
    with transaction(None):
        rows = db.session.execute(
            text("SELECT id, tenant_id, actor_id, queue FROM app.outbox_take_due(:patience, 500, :waiting)"),
            {"patience": RING_AGAIN_AFTER, "waiting": waiting},
        ).all()
    for row in rows:
        ring(row.id, row.tenant_id, row.actor_id, row.queue)
    return len(rows)


def _bells_waiting() -> list[int]:
    """The entries whose bell no worker has heard yet: behind a long queue they are late, not lost."""
    queues = [Queue(name, connection=redis(), serializer=JSONSerializer) for name in QUEUES]
    return [int(job_id.split("-")[1]) for queue in queues for job_id in queue.get_job_ids()]


def take_bell(queue: str) -> Any:
    """The next bell of a queue, taken out of it; should we die over it, the sweeper rings again."""
    from rq.exceptions import NoSuchJobError
    from rq.job import Job as Bell

    try:
        job_id: Any = redis().lpop(Queue(queue, connection=redis(), serializer=JSONSerializer).key)
        if job_id:
            bell = Bell.fetch(str(job_id, "ascii"), connection=redis(), serializer=JSONSerializer)
            redis().delete(bell.key)
            return bell
    except (RedisError, NoSuchJobError) as error:
        log.warning("bell_lost", queue=queue, error=str(error))
    return None
