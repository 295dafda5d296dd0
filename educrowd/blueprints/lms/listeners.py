"""What follows when something has happened in a course."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from educrowd.blueprints.crowdfunding.signals import project_funded
from educrowd.core.db import db
from educrowd.core.mail_events import letter_reported

from . import mailers
from .access import find
from .analytics import compute_figures
from .assignments.assessing import follow_window
from .certificates import mailers as certificate_mailers
from .certificates.certifying import award, award_for_grade
from .editions.finishing import recognize_finishers
from .models import AnnouncementLetter, Enrollment
from .quizzes.attempting import retime, retime_all
from .signals import (
    certificate_awarded,
    course_changed,
    course_completed,
    course_enrolled,
    grade_recorded,
    rule_changed,
    window_changed,
)


@course_enrolled.connect
def greet(_course: Any, *, enrollment_id: int, **_: Any) -> None:
    mailers.send_welcome.later(enrollment_id)


@project_funded.connect
def open_course(_sender: Any, *, course_id: int | None, **_: Any) -> None:
    """The project that this course waited for is funded: it opens."""
    course = find(course_id) if course_id else None
    if course and course.status == "draft":
        course.publish()


@course_completed.connect
def certify(_course: Any, *, enrollment_id: int, **_: Any) -> None:
    award(db.session.scalars(select(Enrollment).where(Enrollment.id == enrollment_id)).one())


@grade_recorded.connect
def certify_for_grade(_change: Any, *, enrollment_id: int) -> None:
    award_for_grade(enrollment_id)


@certificate_awarded.connect
def congratulate(_certificate: Any, *, certificate_id: int, **_: Any) -> None:
    certificate_mailers.send_certificate.later(certificate_id)


@window_changed.connect
def extend(_enrollment: Any, *, enrollment_id: int, lesson_uid: str | None) -> None:
    retime(enrollment_id, lesson_uid)


@rule_changed.connect
def keep_to_dates(_rule: Any, *, course_id: int, lesson_uid: str) -> None:
    retime_all(course_id, lesson_uid)


@letter_reported.connect
def note_report(_sender: Any, *, message_id: str, event: str, reason: str) -> None:
    """A mail provider says what became of a letter to a learner."""
    AnnouncementLetter.report(message_id, event, reason)


@course_changed.connect
def finish(_course: Any, *, course_id: int, **_: Any) -> None:
    recognize_finishers.later(course_id)


@course_changed.connect
@course_enrolled.connect
@course_completed.connect
def count(_sender: Any, *, course_id: int, **_: Any) -> None:
    compute_figures.later(course_id)


@window_changed.connect
def count_lateness_anew(enrollment: Any, *, lesson_uid: str | None, **_: Any) -> None:
    for lesson in enrollment.course.edition.lessons:
        if lesson.kind == "assignment" and lesson_uid in (None, lesson.uid):
            follow_window(enrollment, lesson)
