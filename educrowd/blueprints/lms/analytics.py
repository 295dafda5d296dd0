"""A course's figures, computed by a job and kept in the course's metadata."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Date, cast, func, select, update

from educrowd.core.db import db, utcnow
from educrowd.core.jobs import job

from .models import Completion, Course, Edition, Enrollment, PublishedLesson, PublishedSection
from .models.enrollment import progress_where
from .models.progress import percent

DAYS = 30


@job(queue="bulk")
def compute_figures(course_id: int) -> None:
    """Count enrollments, completions and where learners stop, and keep the figures on the course."""
    figures = {
        **_totals(course_id),
        "lessons": _by_lesson(course_id),
        "enrolled_by_day": _by_day(course_id),
        "computed_at": utcnow().isoformat(),
    }
    # Not through the row: figures are no edit, so updated_at stays as it is.
    kept = update(Course).where(Course.id == course_id).values(meta=figures, updated_at=Course.updated_at)
    db.session.execute(kept, execution_options={"synchronize_session": False})


def _totals(course_id: int) -> dict[str, int]:
    number = func.count()
    total, active, completed, closed = db.session.execute(
        select(
            number,
            number.filter(Enrollment.status == "active"),
            number.filter(Enrollment.completed_at.is_not(None)),
            number.filter(Enrollment.status == "closed"),
        ).where(Enrollment.course_id == course_id)
    ).one()
    progress = progress_where(Enrollment.course_id == course_id).values()
    return {
        "enrollments": total,
        "active": active,
        "completed": completed,
        "closed": closed,
        "not_started": total - sum(value > 0 for value in progress),
        "completion_rate": percent(completed, total),
        "average_progress": sum(progress) // max(total, 1),
    }


def _by_lesson(course_id: int) -> list[dict[str, Any]]:
    """How many have completed each lesson, in the order of the course."""
    done = dict(
        db.session.execute(
            select(Completion.lesson_uid, func.count())
            .join(Enrollment, Enrollment.id == Completion.enrollment_id)
            .where(Enrollment.course_id == course_id)
            .group_by(Completion.lesson_uid)
        ).all()
    )
    lessons = (
        select(PublishedLesson.uid, PublishedLesson.title)
        .join(PublishedLesson.section)
        .join(PublishedSection.edition)
        .where(Edition.course_id == course_id, Edition.is_out())
        .order_by(PublishedSection.position, PublishedLesson.position)
    )
    return [{"uid": uid, "title": title, "completed": done.get(uid, 0)} for uid, title in db.session.execute(lessons)]


def _by_day(course_id: int) -> list[int]:
    """Enrollments of the last thirty days, oldest first, in UTC."""
    today = utcnow().date()
    day = cast(func.timezone("UTC", Enrollment.created_at), Date)
    counted = (
        select(day, func.count())
        .where(Enrollment.course_id == course_id, Enrollment.created_at > utcnow() - timedelta(days=DAYS))
        .group_by(day)
    )
    by_day = dict(db.session.execute(counted).all())
    return [by_day.get(today - timedelta(days=back), 0) for back in range(DAYS - 1, -1, -1)]
