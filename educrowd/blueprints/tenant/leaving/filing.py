"""A site's file made on its owner's wish, by a worker, with a word on how far it is."""

from __future__ import annotations

import time

from sqlalchemy import func, select, update

from educrowd.core import tenancy
from educrowd.core.audit import audit
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Refused
from educrowd.core.jobs import job
from educrowd.core.limits import throttle

from ..models import SiteExport, Tenant
from ..plans.keeping import this_tenant
from . import news
from .exporting import Told, export

ONE_AT_A_TIME = "A file is being made already. A letter says when it is ready."
TELL_EVERY_SECONDS = 0.5


def ask(*, members: bool = True) -> SiteExport:
    """Have the current site written into a file; one at a time."""
    this_tenant()
    if db.session.scalar(select(SiteExport).where(SiteExport.state == "working")):
        raise Refused(ONE_AT_A_TIME)
    throttle("10 per day", "site-export", str(current.tenant_id))
    wanted = SiteExport(asked_by_id=current.user.id, with_members=members)
    db.session.add(wanted)
    db.session.flush()
    audit("site.exported", subject=db.session.get_one(Tenant, current.tenant_id))
    make.later(wanted.id)
    return wanted


@job(queue="bulk")
def make(export_id: int) -> None:
    """Write it; whoever may no longer have it gets none."""
    wanted = db.session.get(SiteExport, (current.tenant_id, export_id))
    if wanted is None or not wanted.is_working:
        return
    if not current.user.can("site.delete"):
        wanted.state = "failed"
        return
    path, members = wanted.path, wanted.with_members
    db.session.commit()  # PostgreSQL closes a transaction that is silent while a large site is written.
    try:
        export(path, members=members, tell=_told(export_id))
    except OSError:
        _end(export_id, "failed")
        raise
    _end(export_id, "ready")


def _end(export_id: int, state: str) -> None:
    wanted = db.session.get_one(SiteExport, (current.tenant_id, export_id), with_for_update=True)
    if not wanted.is_working:
        return
    if state == "ready":
        wanted.finish()
    wanted.state = state
    news.tell(f"file_{state}", export=wanted)
    db.session.commit()


def _told(export_id: int) -> Told:
    told_at = 0.0

    def tell(done: int, total: int) -> None:
        nonlocal told_at
        if time.monotonic() > told_at + TELL_EVERY_SECONDS:
            told_at = time.monotonic()
            here = update(SiteExport).where(SiteExport.id == export_id)
            with tenancy.transaction(current.tenant, current.user):
                db.session.execute(here.values(done_count=done, total_count=total))

    return tell


@job(queue="bulk")
def forget_old_files() -> None:
    """Let go of what has run out, with its file; of what was never finished, too."""
    for old in db.session.scalars(select(SiteExport).where(SiteExport.expires_at <= func.now())):
        old.path.unlink(missing_ok=True)
        db.session.delete(old)
