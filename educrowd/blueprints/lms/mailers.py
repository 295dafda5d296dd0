"""What courses write to their learners."""

from __future__ import annotations

from sqlalchemy import select

from educrowd.core import mail
from educrowd.core.db import db
from educrowd.core.mail import mailer

from .models import Enrollment


@mailer
def send_welcome(enrollment_id: int) -> None:
    """Greet a new learner and say where to begin."""
    enrollment = db.session.scalars(select(Enrollment).where(Enrollment.id == enrollment_id)).one_or_none()
    if enrollment is None or not enrollment.is_open:
        return
    mail.deliver(
        to=enrollment.user.email,
        subject=f"Welcome to “{enrollment.course.title}”",
        template="lms/mail/welcome",
        enrollment=enrollment,
        course=enrollment.course,
    )
