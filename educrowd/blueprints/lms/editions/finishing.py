"""Who has done all that a changed course requires now has finished it."""

from __future__ import annotations

from sqlalchemy import and_, select

from educrowd.core.db import db
from educrowd.core.jobs import job

from ..models import Enrollment
from ..models.enrollment import progress_where


@job(queue="bulk")
def recognize_finishers(course_id: int) -> None:
    """Complete the enrollments that an edit of the course has brought to 100%."""
    progress = progress_where(and_(Enrollment.course_id == course_id, Enrollment.status == "active"))
    finishers = [id for id, percent in progress.items() if percent == 100]
    for enrollment in db.session.scalars(select(Enrollment).where(Enrollment.id.in_(finishers)).with_for_update()):
        enrollment.recognize_finish()
