"""Where a learner is in a film; nine tenths of it watched completes the lesson."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from educrowd.core.db import bound_tenant_id, db

from ..models import Enrollment, Position
from ..models.errors import AccessClosed

ENOUGH_PERCENT = 90


def position_of(enrollment: Enrollment | None, lesson: Any) -> Position | None:
    """Where this learner left off, if anywhere."""
    if enrollment is None:
        return None
    mine = Position.enrollment_id == enrollment.id, Position.lesson_uid == lesson.uid
    return db.session.scalars(select(Position).where(*mine)).one_or_none()


def watch(enrollment: Enrollment, lesson: Any, *, seconds: int, watched_percent: int) -> Position:
    """Keep the place, and the most that was watched; enough of it completes the lesson."""
    if not enrollment.is_open:
        raise AccessClosed()
    row = {"tenant_id": bound_tenant_id(), "enrollment_id": enrollment.id, "lesson_uid": lesson.uid}
    first = insert(Position).values(row | {"seconds": seconds, "watched_percent": watched_percent})
    most = func.greatest(Position.watched_percent, first.excluded.watched_percent)
    again = first.on_conflict_do_update(
        index_elements=["tenant_id", "enrollment_id", "lesson_uid"],
        set_={"seconds": first.excluded.seconds, "watched_percent": most, "updated_at": func.now()},
    )
    kept = again.returning(Position).execution_options(populate_existing=True)
    position = db.session.scalars(kept).one()
    if position.watched_percent >= ENOUGH_PERCENT:
        enrollment.complete(lesson)
    return position
