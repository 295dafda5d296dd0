"""A reader's word that something should not be there: noted once each, without a name."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from flask import current_app
from sqlalchemy.dialects.postgresql import insert

from ..db import bound_tenant_id, db


def note_report(reports: Any, comment: Any, *, reporter: str, reason: str, words: str = "") -> bool:
    """Whether it is the first since a moderator last looked; a second word of the same reader changes nothing."""
    values = {"comment_id": comment.id, "reporter": _hidden(reporter), "reason": reason, "words": words}
    said = insert(reports).values(**values).on_conflict_do_nothing()
    if db.session.scalar(said.returning(reports.id)) is None:
        return False
    db.session.refresh(comment, with_for_update=True)
    is_first = not comment.has_open_reports
    comment.reports_count += 1
    return is_first


def _hidden(reporter: str) -> str:
    """Enough to know a second report of the same reader, and nothing of who it is."""
    secret = current_app.config["SECRET_KEY"].encode()
    return hmac.new(secret, f"{bound_tenant_id()}:{reporter}".encode(), hashlib.sha256).hexdigest()[:32]
