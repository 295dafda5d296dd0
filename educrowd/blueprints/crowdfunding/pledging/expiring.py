"""Reservations whose card never came."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from educrowd.core.db import db, utcnow
from educrowd.core.jobs import job

from ..models import Pledge

BATCH = 500


@job
def expire_drafts() -> None:
    """Give back what was reserved for a card that never came."""
    stale = select(Pledge).where(Pledge.state == "draft", Pledge.reserved_until < utcnow())
    stale = stale.options(selectinload(Pledge.lines))
    for pledge in db.session.scalars(stale.with_for_update(skip_locked=True).limit(BATCH)).all():
        pledge.let_go("cancelled", because="no card was saved within 30 minutes")
