"""A letter about quizzes: that answers wait for a person."""

from __future__ import annotations

from sqlalchemy import func, select

from educrowd.blueprints.auth.models.user import User
from educrowd.core import mail
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.mail import mailer

from ..letters.topics import wants, ways_out
from ..models import Attempt

TOPIC = "lms:work"


@mailer
def send_attempt_waiting(attempt_id: int) -> None:
    """Promise a letter to each who may grade; no more of it until all are graded."""
    attempt = db.session.scalars(select(Attempt).where(Attempt.id == attempt_id)).one()
    course = attempt.enrollment.course
    waiting = Attempt.listed(course, attempt.lesson_uid, "waits").order_by(None)
    if db.session.scalar(select(func.min(waiting.subquery().c.id))) != attempt.id:
        return
    for teacher in course.teachers:
        send_attempt_waiting_to.later(attempt.id, teacher.id)


@mailer
def send_attempt_waiting_to(attempt_id: int, teacher_id: int) -> None:
    """Tell one of them that a quiz has answers to grade."""
    attempt = db.session.scalars(select(Attempt).where(Attempt.id == attempt_id)).one()
    course, teacher = attempt.enrollment.course, db.session.get_one(User, teacher_id)
    lesson = next((each for each in course.edition.lessons if each.uid == attempt.lesson_uid), None)
    if lesson is None or not course.assisted_by(teacher) or not wants(teacher.id, TOPIC):
        return
    origin = current.tenant.origin
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
