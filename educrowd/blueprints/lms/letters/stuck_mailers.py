"""On Mondays, one letter to each teacher: who in their courses is stuck, and where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from educrowd.blueprints.auth.models.user import User
from educrowd.core import mail
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from educrowd.core.jobs import job
from educrowd.core.mail import mailer

from ..enrolling.progress_report import Standing, standings
from ..models import Completion, Course, Enrollment
from .stuck import stuck, stuck_counts
from .topics import STUCK, wants, ways_out

MONDAY = 0
NAMED = 10


@dataclass(frozen=True, slots=True)
class Stuck:
    """A course as the letter shows it: how many, and those who were there last."""

    course: Course
    count: int
    latest: list[Standing]

    @property
    def others(self) -> int:
        return self.count - len(self.latest)


@job(queue="bulk")
def send_stuck_digests() -> None:
    """Promise the letters, where today is Monday."""
    if not is_digest_day(utcnow()):
        return
    teachers = {teacher.id for course, _ in stuck_counts(Course.published()) for teacher in course.teachers}
    for teacher_id in sorted(teachers):
        send_stuck_digest.later(teacher_id)


@mailer
def send_stuck_digest(teacher_id: int) -> None:
    """One letter about all courses of a teacher; none where nobody is stuck."""
    teacher = db.session.get_one(User, teacher_id)
    courses = [_shown(course, count) for course, count in stuck_counts(Course.taught_by(teacher))]
    if not courses or not wants(teacher.id, STUCK):
        return
    count = sum(each.count for each in courses)
    mail.deliver_if_taken(
        to=teacher.email,
        subject="1 learner is stuck" if count == 1 else f"{count} learners are stuck",
        template="lms/mail/stuck",
        courses=courses,
        count=count,
        studio_url=f"{current.tenant.origin}/studio/courses",
        **ways_out(teacher.id, STUCK),
    )


def is_digest_day(now: datetime) -> bool:
    """Whether it is Monday where the site is."""
    return now.astimezone(ZoneInfo(current.tenant.timezone)).weekday() == MONDAY


def _shown(course: Course, count: int) -> Stuck:
    last = select(func.max(Completion.completed_at)).where(Completion.enrollment_id == Enrollment.id)
    active_at = func.coalesce(last.scalar_subquery(), Enrollment.created_at)
    latest = stuck().where(Enrollment.course_id == course.id).order_by(active_at.desc(), Enrollment.id).limit(NAMED)
    return Stuck(course, count, standings(db.session.scalars(latest).all()))
