"""Uploads wait for a day; reports stay."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from ..db import db, utcnow
from ..jobs import job
from .record import OPEN, Import

KEPT = timedelta(days=1)


@job(queue="bulk")
def forget_old_uploads() -> None:
    """Let go of what nobody has said a word about for a day, with its file."""
    old = select(Import).where(Import.state.in_(OPEN), Import.updated_at < utcnow() - KEPT)
    for made in db.session.scalars(old.with_for_update(skip_locked=True)):
        made.end("expired")
