"""A letter about quizzes: that answers wait for a person."""

from __future__ import annotations

from sqlalchemy import func, select

from educrowd.core import mail
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.mail import mailer

from ..letters.topics import wants, ways_out
from ..models import Attempt

TOPIC = "lms:work"


@mailer
def send_attempt_waiting(attempt_id: int) -> None:
    """Tell the teacher that a quiz has answers to grade; no more of it until all are graded."""
    attempt = db.session.scalars(select(Attempt).where(Attempt.id == attempt_id)).one()
    course = attempt.enrollment.course
    waiting = Attempt.listed(course, attempt.lesson_uid, "waits").order_by(None)
    if db.session.scalar(select(func.min(waiting.subquery().c.id))) != attempt.id:
        return
    lesson = next((each for each in course.edition.lessons if each.uid == attempt.lesson_uid), None)
    teacher, origin = course.instructor, current.tenant.origin
    if lesson is None or not wants(teacher.id, TOPIC):
        return
    mail.deliver(
        to=teacher.email,
        subject=f"To be graded: “{lesson.title}”",
        template="lms/mail/to_grade",
        title=lesson.title,
        course=course,
        learner=attempt.enrollment.user,
        grading_url=f"{origin}/studio/courses/{course.slug}/quizzes/{lesson.uid}/attempts/{attempt.id}",
        **ways_out(teacher.id, TOPIC),
    )
