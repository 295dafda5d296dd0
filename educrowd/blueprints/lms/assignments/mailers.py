"""Letters about work that is handed in: that it arrived, that it waits for a person, that it came back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from educrowd.blueprints.auth.models.user import User
from educrowd.core import mail
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.mail import mailer

from ..letters.topics import wants, ways_out
from ..models import Assessment, Submission, SubmissionVersion

TOPIC = "lms:work"


@mailer
def send_receipt(version_id: int) -> None:
    """Tell the learner that a version arrived."""
    version = db.session.scalars(select(SubmissionVersion).where(SubmissionVersion.id == version_id)).one()
    learner = version.submission.enrollment.user
    if wants(learner.id, TOPIC):
        _deliver(learner, version.submission, "Handed in: “{}”", "lms/mail/handed_in", version=version)


@mailer
def send_waiting(submission_id: int) -> None:
    """Promise a letter to each who may grade; no more of it until all is graded."""
    submission = db.session.scalars(select(Submission).where(Submission.id == submission_id)).one()
    for teacher in submission.enrollment.course.teachers:
        send_waiting_to.later(submission.id, teacher.id)


@mailer
def send_waiting_to(submission_id: int, teacher_id: int) -> None:
    """Tell one of them that there is something to grade."""
    submission = db.session.scalars(select(Submission).where(Submission.id == submission_id)).one()
    teacher = db.session.get_one(User, teacher_id)
    may_grade = submission.enrollment.course.assisted_by(teacher)
    if submission.waiting_since and may_grade and wants(teacher.id, TOPIC):
        _deliver(teacher, submission, "To be graded: “{}”", "lms/mail/to_grade")


@mailer
def send_returned(assessment_id: int) -> None:
    """Ask the learner for another version."""
    assessment = db.session.scalars(select(Assessment).where(Assessment.id == assessment_id)).one()
    submission = assessment.version.submission
    learner = submission.enrollment.user
    if submission.is_returned and submission.enrollment.is_open and wants(learner.id, TOPIC):
        _deliver(learner, submission, "Another version, please: “{}”", "lms/mail/returned", assessment=assessment)


def _deliver(reader: Any, submission: Submission, subject: str, template: str, **more: Any) -> None:
    course, origin = submission.enrollment.course, current.tenant.origin
    lessons = {lesson.uid: lesson.title for lesson in course.edition.lessons}
    title = lessons.get(submission.lesson_uid, "an assignment")
    mail.deliver(
        to=reader.email,
        subject=subject.format(title),
        template=template,
        title=title,
        course=course,
        learner=submission.enrollment.user,
        lesson_url=f"{origin}/learn/{course.slug}/{submission.lesson_uid}",
        grading_url=f"{origin}/studio/courses/{course.slug}/submissions/{submission.id}",
        **ways_out(reader.id, TOPIC),
        **more,
    )
