"""What nobody came back for is not kept."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete

from educrowd.core.db import db, utcnow
from educrowd.core.jobs import job

from .models import Autosave

KEEP_UNSAVED = timedelta(days=90)


@job(queue="bulk")
def forget_abandoned_autosaves() -> None:
    """Drop what was typed a quarter ago and never saved; posts and their revisions stay."""
    db.session.execute(delete(Autosave).where(Autosave.saved_at < utcnow() - KEEP_UNSAVED))
