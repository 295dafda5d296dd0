"""Bytes of a site that nobody said a word about wait for a week; what came of it is read for a month."""

from __future__ import annotations

import shutil
from pathlib import Path

from flask import current_app
from sqlalchemy import func, select

from educrowd.blueprints.tenant.models import SiteArrival
from educrowd.blueprints.tenant.models.site_arrival import BYTES_KEPT, KEPT, OPEN
from educrowd.core.db import db, utcnow
from educrowd.core.jobs import job


@job(queue="bulk")
def forget_old_arrivals() -> None:
    """Let go of both, and of folders that a lost upload left behind."""
    # Also what a worker began and never ended.
    idle = select(SiteArrival).where(SiteArrival.is_still_open(), SiteArrival.updated_at < utcnow() - BYTES_KEPT)
    for arrival in db.session.scalars(idle.with_for_update(skip_locked=True)):
        arrival.end("expired")
    over = SiteArrival.state.not_in(OPEN), SiteArrival.created_at < utcnow() - KEPT
    for arrival in db.session.scalars(select(SiteArrival).where(*over)):
        arrival.forget_bytes()
        db.session.delete(arrival)
    _forget_lost_folders()


def _forget_lost_folders() -> None:
    home = Path(current_app.config["EDUCROWD_HOME"], "arrivals")
    lately = (utcnow() - BYTES_KEPT).timestamp()
    for folder in home.iterdir() if home.is_dir() else ():
        is_known = db.session.scalar(select(func.count()).where(SiteArrival.uid == folder.name))
        if not is_known and folder.stat().st_mtime < lately:
            shutil.rmtree(folder, ignore_errors=True)
