"""Learners by how it goes for them: who has not begun, who is stuck at a lesson, who did nothing for days."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Select, func, or_, select

from educrowd.core.db import db, utcnow
from educrowd.core.errors import Invalid

from ..models import Attempt, Cohort, Completion, Course, Enrollment, Pause, Submission
from ..models.announcement import EVERYONE

HANDED_IN = ("assignment", "quiz")
STATES = {
    EVERYONE: "Everybody enrolled",
    "not_started": "Those who have not begun",
    "stuck": "Those who are stuck at a lesson",
    "away": "Those who did nothing for some days",
    "missing": "Those who have not handed in an assignment or a quiz",
    "completed": "Those who have completed the course",
}


def learners_in(
    course: Course, state: str, *, days: int = 7, lesson_uid: str | None = None, cohort_id: int | None = None
) -> Select[Enrollment]:
    """Enrollments that are open and in this state; Invalid where a lesson is needed and is not one of the course."""
    enrolled = select(Enrollment).where(Enrollment.course_id == course.id)
    if cohort_id is not None:
        enrolled = enrolled.where(Enrollment.cohort_id == cohort_id)
    if state == EVERYONE:
        return enrolled.where(Enrollment.status != "closed")
    if state == "missing":
        return _without_work(enrolled, course, lesson_uid)
    if state == "completed":
        return enrolled.where(Enrollment.status == "completed")
    learning = enrolled.where(Enrollment.status == "active")
    if state == "not_started":
        return learning.where(~_done().exists())
    idle = learning.where(*idle_for(days))
    return idle if state == "away" else _stopped_before(idle, course, lesson_uid)


def idle_for(days: int) -> tuple[Any, ...]:
    """The conditions that somebody is in for so long and has done nothing since, though nothing keeps them from it."""
    paused = select(Pause.id).where(Pause.enrollment_id == Enrollment.id, Pause.ended_at.is_(None))
    may = ~paused.exists(), or_(Enrollment.expires_at.is_(None), Enrollment.expires_at > utcnow())
    return Enrollment.created_at < _ago(days), ~_done(since=_ago(days)).exists(), *may


def words_for(course: Course, state: str, *, cohort_id: int | None = None, **where: Any) -> str:
    """Whom it is for, as the list of announcements says it; Invalid where the course has no such cohort."""
    words = _words(course, state, **where)
    if cohort_id is None:
        return words
    cohort = db.session.scalar(Cohort.of(course).where(Cohort.id == cohort_id))
    if cohort is None:
        raise Invalid("cohort_id", "This course has no such cohort.")
    return f"{words}, in “{cohort.name}”"


def _words(course: Course, state: str, *, days: int = 7, lesson_uid: str | None = None) -> str:
    if state == "away":
        return f"Those who did nothing for {days} days"
    if state == "stuck":
        return f"Those who are stuck at “{_lesson(course, lesson_uid).title}” for {days} days"
    if state == "missing":
        return f"Those who have not handed in “{_graded(course, lesson_uid).title}”"
    return STATES[state]


def count_of(enrollments: Select[Enrollment]) -> int:
    return db.session.scalar(select(func.count()).select_from(enrollments.order_by(None).subquery())) or 0


def _stopped_before(learning: Select[Enrollment], course: Course, lesson_uid: str | None) -> Select[Enrollment]:
    """They have done what comes before this lesson, and not it."""
    lesson = _lesson(course, lesson_uid)
    uids = [each.uid for each in course.edition.lessons]
    place = uids.index(lesson.uid)
    before = _done(uids[place - 1]).exists() if place else ~_done().exists()
    return learning.where(before, ~_done(lesson.uid).exists())


def _without_work(enrolled: Select[Enrollment], course: Course, lesson_uid: str | None) -> Select[Enrollment]:
    """Those with access who have handed in nothing: an attempt that is still open, or a draft, is nothing yet."""
    uid = _graded(course, lesson_uid).uid
    return enrolled.where(*has_access(), ~handed_in(Submission, uid).exists(), ~handed_in(Attempt, uid).exists())


def has_access() -> tuple[Any, ...]:
    """The conditions that somebody is in the course now."""
    return Enrollment.status != "closed", or_(Enrollment.expires_at.is_(None), Enrollment.expires_at > utcnow())


def handed_in(kind: type[Submission] | type[Attempt], uid: str) -> Select[Any]:
    """What an enrollment has handed in for a lesson."""
    unfinished = "draft" if kind is Submission else "open"
    done = select(kind.id).where(kind.enrollment_id == Enrollment.id, kind.lesson_uid == uid)
    return done.where(kind.state != unfinished).correlate(Enrollment)


def _graded(course: Course, uid: str | None) -> Any:
    lesson = _lesson(course, uid)
    if lesson.kind not in HANDED_IN:
        raise Invalid("lesson_uid", "Choose an assignment or a quiz.")
    return lesson


def _lesson(course: Course, uid: str | None) -> Any:
    found = next((lesson for lesson in course.edition.lessons if lesson.uid == uid), None)
    if found is None:
        raise Invalid("lesson_uid", "Choose a lesson that is published.")
    return found


def _done(uid: str | None = None, *, since: Any = None) -> Select[Any]:
    done = select(Completion.id).where(Completion.enrollment_id == Enrollment.id)
    if uid is not None:
        done = done.where(Completion.lesson_uid == uid)
    return done if since is None else done.where(Completion.completed_at >= since)


def _ago(days: int) -> Any:
    return utcnow() - timedelta(days=days)
