"""Announcements of a course: to whom, in which words, and on their way."""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy import Select
from sqlalchemy.exc import IntegrityError

from educrowd.blueprints.auth.models.user import User
from educrowd.core import mail
from educrowd.core.audit import audit
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from educrowd.core.letters import send_in_batches
from educrowd.core.limits import throttle
from educrowd.core.mail import mailer

from ..models import Announcement, AnnouncementLetter, Course, Enrollment
from ..models.announcement import COHORT, EVERYONE
from .learner_states import count_of, learners_in, words_for
from .topics import of_course, wants, ways_out


def announce(
    course: Course, author: User, *, subject: str, body: str, token: str, state: str, **where: Any
) -> Announcement:
    """Write to all learners who fit; the same token again is the same announcement."""
    known = db.session.scalar(Announcement.of(course).where(Announcement.token == token))
    if known:
        return known
    audience = learners_in(course, state, **where)
    if not count_of(audience):
        raise Invalid("state", "No learner fits.")
    throttle("10 per day", "announcement", f"course:{course.id}")
    words = words_for(course, state, **where)
    whom = COHORT if state == EVERYONE and where.get("cohort_id") else state
    text = {"subject": subject, "body": body, "audience": whom, "audience_words": words}
    return _send(course, author, audience, token, text)


@mailer
def send_announcement(announcement_id: int) -> None:
    """Send the next letters."""
    send_in_batches(send_announcement, announcement_id, partial(_send_next, announcement_id))


def _send(course: Course, author: User, learners: Select[Enrollment], token: str, text: dict[str, str]) -> Announcement:
    written = Announcement(course_id=course.id, author_id=author.id, token=token, **text)
    try:
        with db.session.begin_nested():
            db.session.add(written)
    except IntegrityError:  # The other click of two was faster.
        return db.session.scalars(Announcement.of(course).where(Announcement.token == token)).one()
    written.address(learners)
    audit("course.announced", subject=course, letter=text["subject"], to=text["audience_words"])
    send_announcement.later(written.id)
    return written


def _send_next(announcement_id: int) -> AnnouncementLetter | None:
    letter = AnnouncementLetter.next_waiting(announcement_id)
    if letter is None:
        return None
    enrollment = letter.enrollment
    topics = "lms:announcements", of_course(enrollment.course_id)
    if not enrollment.is_open or not wants(enrollment.user_id, *topics):
        return letter.become("left")
    letter.hand_over(partial(_mail, letter))
    return letter


def _mail(letter: AnnouncementLetter) -> str:
    reader, course = letter.enrollment.user, letter.announcement.course
    return mail.deliver(
        to=reader.email,
        subject=letter.announcement.subject,
        template="lms/mail/announcement",
        message_key=f"announcement:{letter.announcement_id}:{letter.enrollment_id}",
        announcement=letter.announcement,
        course=course,
        course_url=f"{current.tenant.origin}/learn/{course.slug}/",
        **ways_out(reader.id, of_course(course.id)),
    )
