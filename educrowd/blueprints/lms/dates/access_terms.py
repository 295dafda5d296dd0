"""How long a course is open to its learners: set for all of them, told a week before the end."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select

from educrowd.core import mail
from educrowd.core.audit import audit
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from educrowd.core.jobs import job
from educrowd.core.mail import mailer

from ..models import Course, Enrollment
from ..models.lasting import DAY, WEEK

# Told a week before, or a day before where the whole of it is short.
AT_ONCE = 500


def set_access(
    course: Course, *, access_days: int | None, access_until: datetime | None, renewable: bool, also_enrolled: bool
) -> None:
    """For all who come from now on; `also_enrolled` gives those who are in the same, counted from their first day."""
    course.access_days, course.access_until, course.renewable = access_days, access_until, renewable
    if also_enrolled:
        for enrollment in _open(course):
            enrollment.expires_at = course.access_end(enrollment.created_at)
    until = access_until and access_until.isoformat()
    audit("access.changed", subject=course, days=access_days, until=until, also_enrolled=also_enrolled)


@job(queue="bulk")
def remind_of_access() -> None:
    """Promise a letter to each whose access ends soon, once for each end."""
    now = utcnow()
    is_near = or_(
        Enrollment.expires_at <= now + DAY,
        (Enrollment.expires_at <= now + WEEK) & (Enrollment.created_at <= now - WEEK),
    )
    ending = select(Enrollment).where(Enrollment.status != "closed", Enrollment.expires_at > now, is_near)
    untold = ending.where(Enrollment.access_told_for.is_distinct_from(Enrollment.expires_at))
    for enrollment in db.session.scalars(untold.limit(AT_ONCE).with_for_update(skip_locked=True, of=Enrollment)):
        enrollment.access_told_for = enrollment.expires_at
        send_access_ending.later(enrollment.id)


@mailer
def send_access_ending(enrollment_id: int) -> None:
    """Say until when the course is open, and what comes then; nothing if that has changed meanwhile."""
    enrollment = db.session.scalars(select(Enrollment).where(Enrollment.id == enrollment_id)).one()
    if not enrollment.is_open or enrollment.expires_at != enrollment.access_told_for:
        return
    course, origin = enrollment.course, current.tenant.origin
    renewal = f"{origin}/courses/{course.slug}/checkout" if course.sells_more_to(enrollment) else ""
    mail.deliver(
        to=enrollment.user.email,
        subject=f"Your access to “{enrollment.course.title}” ends soon",
        template="lms/mail/access_ending",
        enrollment=enrollment,
        course=course,
        course_url=f"{origin}/learn/{course.slug}/",
        renewal_url=renewal,
    )


def _open(course: Course) -> list[Enrollment]:
    enrolled = select(Enrollment).where(Enrollment.course_id == course.id, Enrollment.status != "closed")
    return list(db.session.scalars(enrolled.with_for_update(of=Enrollment)))
