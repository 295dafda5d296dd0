"""What remains of a site when its days of grace are over: the books, without names."""

from __future__ import annotations

import shutil
from pathlib import Path

import structlog
from flask import current_app
from sqlalchemy import func, select, text

from educrowd.core import tenancy
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from educrowd.core.jobs import job, running_entry_id

from ..models import SiteDeletion
from ..resolving import changed
from . import news
from .deleting import what_keeps_it

ROWS_AT_ONCE = 5_000
OWNERS = text(
    "SELECT u.email FROM public.users u JOIN public.memberships m ON m.user_id = u.id"
    " WHERE m.tenant_id = :tenant_id AND m.role = 'owner' AND m.is_active AND m.accepted_at IS NOT NULL ORDER BY 1"
)
log = structlog.get_logger()


@job(queue="bulk")
def look_after_deletion() -> None:
    """Remind the bound site's owners a week before, and erase it when the day has come."""
    wish = SiteDeletion.open()
    if wish is None:
        return
    if wish.is_due:
        erase(wish)
    elif wish.wants_reminder:
        wish.reminded_at = utcnow()
        news.tell("deletion_soon", deletion=wish)


def erase(wish: SiteDeletion) -> None:
    """Step by step, each committed: whoever is stopped goes on where they were."""
    if not wish.farewell and (reasons := what_keeps_it()):
        log.warning("site_not_erased", tenant=current.tenant_id, reasons=reasons)
        return
    name, addresses = current.tenant.name, wish.farewell or _owners()
    wish.farewell = addresses
    db.session.commit()
    while db.session.scalar(select(func.app.erase_some(ROWS_AT_ONCE))):
        db.session.commit()
    _remove_files()
    with tenancy.transaction(None):
        news.tell("erased", name=name, addresses=addresses)
    db.session.execute(select(func.app.erase_rest(running_entry_id())))
    changed()
    db.session.commit()


def _owners() -> list[str]:
    return list(db.session.scalars(OWNERS, {"tenant_id": current.tenant_id}))


def _remove_files() -> None:
    home, folder = Path(current_app.config["EDUCROWD_HOME"]), str(current.tenant_id)
    for kept in (home / "files" / folder, home / "exports" / "sites" / folder):
        shutil.rmtree(kept, ignore_errors=True)
