"""What courses keep of a learner."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, delete, exists, or_, select, update
from sqlalchemy.orm import joinedload

from educrowd.core import files, personal_data
from educrowd.core.db import db
from educrowd.core.documents import place_of_document
from educrowd.core.personal_data import Part, part

from .models import (
    Attempt,
    AttemptQuestion,
    CalendarSetting,
    Certificate,
    Completion,
    CourseReview,
    DiscussionPost,
    Enrollment,
    GradeChange,
    GradeItem,
    LearnerSubscription,
    Note,
    Order,
    Submission,
    SubmissionFile,
    SubmissionVersion,
)
from .models.learner_subscription import OPEN

COURSE = "enrollment.course.title"
WORK = f"submission.{COURSE}"


@personal_data.parts.offer(order=20)
def learning(user_id: int) -> list[Part]:
    """What somebody learned, wrote, handed in and bought; what graders wrote for themselves is not theirs."""
    mine = Enrollment.user_id == user_id
    own = joinedload(Enrollment.course)
    return [
        part(
            "enrollments",
            _all(select(Enrollment).where(mine).options(own)),
            *("course.title", "status", "source", "created_at", "completed_at", "expires_at"),
        ),
        part("lessons_done", _all(_via(Completion, mine)), COURSE, "lesson_uid", "completed_at"),
        part("notes", _all(_via(Note, mine)), COURSE, "lesson_title", "text", "created_at", "updated_at"),
        part(
            "questions_and_answers",
            _all(_of(DiscussionPost, DiscussionPost.author_id == user_id, DiscussionPost.course)),
            *("course.title", "lesson_title", "body", "status", "created_at"),
        ),
        part(
            "reviews",
            _all(_of(CourseReview, CourseReview.author_id == user_id, CourseReview.course)),
            *("course.title", "stars", "body", "status", "created_at"),
        ),
        part(
            "certificates",
            _all(_of(Certificate, Certificate.user_id == user_id, Certificate.course)),
            *("course.title", "code", "issued_at", "expires_at", "revoked_at"),
        ),
        part(
            "orders",
            _all(select(Order).where(Order.user_id == user_id)),
            *("public_id", "title", "name", "total_amount", "currency", "state", "created_at", "paid_at"),
        ),
        part(
            "quiz_answers",
            _all(_answers(mine)),
            *(f"attempt.{COURSE}", "attempt.lesson_uid", "attempt.number", "position", "version.text", "answer"),
            "attempt.submitted_at",
        ),
        part("grades", _all(_grades(mine)), COURSE, "item_uid", "change", "points", "out_of", "created_at"),
        _work(user_id),
    ]


@personal_data.keeps_account.offer(order=30)
def subscriptions(user_id: int) -> str | None:
    mine = (LearnerSubscription.user_id == user_id) & LearnerSubscription.state.in_(("joining", *OPEN))
    going_on = select(LearnerSubscription.id).where(mine, LearnerSubscription.ends_at.is_(None))
    return "You pay a subscription. Cancel it first." if db.session.scalar(going_on.limit(1)) else None


@personal_data.forget.offer(order=30)
def forget_learner(user_id: int) -> None:
    """Notes are nobody's but theirs; a course keeps what was handed in, without a name."""
    mine = select(Enrollment).where(Enrollment.user_id == user_id)
    db.session.execute(delete(Note).where(Note.enrollment_id.in_(mine.with_only_columns(Enrollment.id))))
    db.session.execute(delete(CalendarSetting).where(CalendarSetting.user_id == user_id))
    db.session.execute(update(Order).where(Order.user_id == user_id).values(name=""))
    for enrollment in db.session.scalars(mine.where(Enrollment.status == "active")):
        enrollment.close()


def _answers(mine: Any) -> Select[Any]:
    """What was asked and answered; which answers are right is another matter."""
    way = joinedload(AttemptQuestion.attempt).joinedload(Attempt.enrollment).joinedload(Enrollment.course)
    found = select(AttemptQuestion).join(AttemptQuestion.attempt).join(Attempt.enrollment).where(mine)
    return found.options(way).order_by(AttemptQuestion.attempt_id, AttemptQuestion.position)


def _grades(mine: Any) -> Select[Any]:
    """Those that may be known."""
    of_item = (GradeItem.uid == GradeChange.item_uid) & (GradeItem.course_id == Enrollment.course_id)
    released = exists().where(of_item, GradeItem.released_through >= GradeChange.id)
    return _via(GradeChange, mine).where(or_(~GradeChange.held, released)).order_by(GradeChange.id)


def _work(user_id: int) -> Part:
    """Each version that was handed in, and the files."""
    versions = select(SubmissionVersion).join(SubmissionVersion.submission).join(Submission.enrollment)
    uploads = select(SubmissionFile).join(SubmissionFile.submission).join(Submission.enrollment)
    way = joinedload(SubmissionVersion.submission).joinedload(Submission.enrollment).joinedload(Enrollment.course)
    said = part(
        "handed_in",
        _all(versions.where(Enrollment.user_id == user_id).options(way)),
        *(WORK, "submission.lesson_uid", "number", "text", "submitted_at"),
    )
    named = tuple(
        (f"{file.id}-{file.name}", files.path_of(place_of_document(file.public_id)))
        for file in _all(uploads.where(Enrollment.user_id == user_id))
    )
    return Part(said.name, said.rows, named)


def _via(model: Any, mine: Any) -> Select[Any]:
    """What hangs on somebody's enrollments."""
    way = joinedload(model.enrollment).joinedload(Enrollment.course)
    return select(model).join(model.enrollment).where(mine).options(way)


def _of(model: Any, mine: Any, about: Any) -> Select[Any]:
    return select(model).where(mine).options(joinedload(about))


def _all(wanted: Select[Any]) -> list[Any]:
    return list(db.session.scalars(wanted).unique())
