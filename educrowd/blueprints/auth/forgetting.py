"""What has run out is not kept."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, func

from educrowd.core.api.idempotency import forget_old_answers
from educrowd.core.db import db
from educrowd.core.jobs import job

from .models import DataExport, KnownDevice, Session, SingleUseCode, SpentChallenge
from .models.known_device import REMEMBERED


@job(queue="bulk")
def forget_what_ran_out() -> None:
    """Drop sign-ins and codes that are no longer good, and the platform's old answers."""
    db.session.execute(delete(Session).where(Session.expires_at < func.now()))
    db.session.execute(delete(SingleUseCode).where(SingleUseCode.expires_at < func.now()))
    db.session.execute(delete(SpentChallenge).where(SpentChallenge.spent_at < func.now() - timedelta(days=1)))
    db.session.execute(delete(KnownDevice).where(KnownDevice.last_seen_at < func.now() - REMEMBERED))
    DataExport.forget_old()
    forget_old_answers()
