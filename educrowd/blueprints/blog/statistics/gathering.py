"""From the totals in Redis to the site's own table; a total only grows, so doing it twice changes nothing."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app
from redis import RedisError
from sqlalchemy import delete, func
from sqlalchemy.dialects.postgresql import insert

from educrowd.core import cache, visits
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import NoTenant
from educrowd.core.jobs import job
from educrowd.core.page_cache import pages_stay
from educrowd.core.tenancy import transaction
from educrowd.core.wall_time import today

from ..models import VisitCount

KEPT_DAYS = 800


@job(queue="bulk")
def gather_visits() -> None:
    """Let each site that was read since the last time write down its totals."""
    try:
        read = cache.redis().spop(visits.SITES, 100_000) or []
    except RedisError:
        current_app.logger.warning("visits stay in Redis until the next time")
        return
    for tenant_id in sorted(map(int, read)):  # pyright: ignore[reportArgumentType]
        try:
            with transaction(tenant_id):
                write_visits.later()
        except NoTenant:
            continue


@job(queue="bulk")
def write_visits() -> None:
    """Write today's and yesterday's totals of the current site."""
    here = today(current.tenant.timezone)
    for day in (here - timedelta(days=1), here):
        found = visits.totals(cache.redis(), current.tenant.id, day)
        rows = [{"day": day, "kind": kind, "name": name, "count": count} for (kind, name), count in found.items()]
        if rows:
            said = insert(VisitCount).values(rows)
            grown = {"count": func.greatest(VisitCount.count, said.excluded.count)}
            db.session.execute(said.on_conflict_do_update(index_elements=["day", "kind", "name"], set_=grown))
    db.session.execute(delete(VisitCount).where(VisitCount.day < here - timedelta(days=KEPT_DAYS)))
    pages_stay(db.session())
