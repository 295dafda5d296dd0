"""What is done to a comment after it was written, alike in every module."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import and_, delete, or_, select, update

from ..audit import audit
from ..db import db, utcnow
from ..errors import Invalid
from .moderated import PAST

KEEP_DELETED = timedelta(days=30)


def moderate(comment: Any, verb: str, *, subject: Any, by: Any, called: str = "comment") -> None:
    """Do one of `VERBS` and note who did it; `subject` is what the comment stands below."""
    if verb not in PAST:
        raise Invalid("verb", "Approve it, hide it, delete it, or undo the last of these.")
    getattr(comment, verb)(by=by)
    db.session.flush()
    audit(f"{called}.{PAST[verb]}", subject=subject, **{called: comment.id})


def withdraw(comment: Any, *, subject: Any) -> None:
    """Its author takes it back."""
    comment.withdraw()
    audit("comment.withdrawn", subject=subject, comment=comment.id)


def forget_deleted(comments: Any) -> None:
    """What was thrown away a month ago, or kept out by the trap, is gone for good; of what has answers the words."""
    answer = comments.answering()
    is_answered = select(answer.id).where(answer.parent_id == comments.id, answer.status != "deleted").exists()
    is_trapped = and_(comments.status == "hidden", comments.moderator_id.is_(None))
    gone = or_(comments.status == "deleted", is_trapped), comments.updated_at < utcnow() - KEEP_DELETED
    db.session.execute(update(comments).where(*gone, is_answered).values(body="", status_before=None))
    db.session.execute(delete(comments).where(*gone, ~is_answered))
