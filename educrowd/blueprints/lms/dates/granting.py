"""The letter to a learner to whom something was granted: later dates, more time or attempts, an open lesson."""

from __future__ import annotations

from sqlalchemy import select

from educrowd.core import mail
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.mail import mailer

from ..letters.topics import wants, ways_out
from ..models import Adjustment, Enrollment

TOPIC = "lms:reminders"


@mailer
def send_granted(enrollment_id: int, lesson_uid: str) -> None:
    """Say what holds for this learner now; the teacher's reason stays in the log."""
    enrollment = db.session.scalars(select(Enrollment).where(Enrollment.id == enrollment_id)).one()
    mine = Adjustment.enrollment_id == enrollment_id, Adjustment.lesson_uid == lesson_uid
    granted = db.session.scalars(select(Adjustment).where(*mine)).one_or_none()
    lesson = next((each for each in enrollment.course.edition.lessons if each.uid == lesson_uid), None)
    if granted is None or lesson is None or not enrollment.is_open or not wants(enrollment.user_id, TOPIC):
        return
    mail.deliver(
        to=enrollment.user.email,
        subject=f"Granted to you: “{lesson.title}”",
        template="lms/mail/granted",
        enrollment=enrollment,
        course=enrollment.course,
        title=lesson.title,
        granted=granted,
        lesson_url=f"{current.tenant.origin}/learn/{enrollment.course.slug}/{lesson_uid}",
        **ways_out(enrollment.user_id, TOPIC),
    )
