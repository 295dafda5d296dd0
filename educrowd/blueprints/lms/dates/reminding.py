"""Reminders before something is due: once for each due date, all that a person has in one letter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import insert

from educrowd.core import mail
from educrowd.core.current import current
from educrowd.core.db import bound_tenant_id, db, utcnow
from educrowd.core.jobs import job
from educrowd.core.mail import mailer

from ..letters.topics import wants, ways_out
from ..models import Adjustment, CalendarSetting, DueReminder, Enrollment, LessonRule
from ..models.calendar_setting import REMIND_DAYS
from .due_dates import DUE, REVIEW, DueDate, dates_of, with_courses
from .feeds import lesson_url

TOPIC = "lms:reminders"
AT_ONCE = 200
# To what there is something to be done.
REMINDED = (DUE, REVIEW)


@job(queue="bulk")
def remind_of_due_dates() -> None:
    """Write down who is to be reminded of what, and promise the letters."""
    now = utcnow()
    for enrollments in _batches():
        days = _days({each.user_id for each in enrollments})
        due: dict[int, list[DueDate]] = {}
        for date in dates_of(enrollments, now):
            if _is_near(date, now, days.get(date.enrollment.user_id, REMIND_DAYS)):
                due.setdefault(date.enrollment.user_id, []).append(date)
        for user_id, dates in due.items():
            if noted := _note(dates):
                send_due_soon.later(user_id, noted)


@mailer
def send_due_soon(user_id: int, reminder_ids: list[int]) -> None:
    """Say what is due; what has been done or moved since is left out."""
    if not wants(user_id, TOPIC):
        return
    reminders = list(db.session.scalars(select(DueReminder).where(DueReminder.id.in_(reminder_ids))))
    known = {(each.enrollment_id, each.lesson_uid, each.due_at) for each in reminders}
    ids = {each.enrollment_id for each in reminders}
    enrollments = list(db.session.scalars(with_courses(select(Enrollment).where(Enrollment.id.in_(ids)))))
    dates = [
        date for date in dates_of(enrollments) if _key(date) in known and not date.is_done and date.kind in REMINDED
    ]
    if not dates:
        return
    first = dates[0]
    mail.deliver(
        to=first.enrollment.user.email,
        subject=_subject(first, len(dates) - 1),
        template="lms/mail/due_soon",
        dates=[(date, lesson_url(date)) for date in dates],
        calendar_url=f"{current.tenant.origin}/account/calendar",
        **ways_out(user_id, TOPIC),
    )


def _subject(first: DueDate, others: int) -> str:
    what = "Reviews due soon" if first.kind == REVIEW else "Due soon"
    return f"{what}: “{first.lesson.title}”" + (f" and {others} more" if others else "")


def _batches() -> Iterator[list[Enrollment]]:
    """Learners who have anything that is due, some hundred at a time."""
    ruled = select(LessonRule.course_id).where(
        or_(LessonRule.due_at.is_not(None), LessonRule.due_after_days.is_not(None))
    )
    adjusted = select(Adjustment.enrollment_id).where(Adjustment.due_at.is_not(None))
    concerned = or_(Enrollment.course_id.in_(ruled), Enrollment.id.in_(adjusted))
    wanted, last = select(Enrollment).where(Enrollment.status == "active", concerned).order_by(Enrollment.id), 0
    while some := list(db.session.scalars(with_courses(wanted.where(Enrollment.id > last)).limit(AT_ONCE))):
        yield some
        last = some[-1].id


def _days(user_ids: set[int]) -> dict[int, int]:
    """How many days before each of them wants to be reminded."""
    settings = select(CalendarSetting.user_id, CalendarSetting.remind_days).where(CalendarSetting.user_id.in_(user_ids))
    return dict(db.session.execute(settings).all())


def _is_near(date: DueDate, now: datetime, days: int) -> bool:
    return date.kind in REMINDED and not date.is_done and now < date.moment <= now + timedelta(days=days)


def _note(dates: list[DueDate]) -> list[int]:
    """Those of them that nobody was reminded of yet."""
    rows = [
        {
            "tenant_id": bound_tenant_id(),
            "enrollment_id": each.enrollment.id,
            "lesson_uid": each.lesson.uid,
            "due_at": each.moment,
        }
        for each in dates
    ]
    added = insert(DueReminder).values(rows).on_conflict_do_nothing().returning(DueReminder.id)
    return list(db.session.scalars(added))


def _key(date: DueDate) -> Any:
    return date.enrollment.id, date.lesson.uid, date.moment
