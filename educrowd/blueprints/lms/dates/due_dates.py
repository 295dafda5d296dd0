"""What opens, is due and closes for learners, and until when they review: few queries, however many there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from educrowd.core.db import db, utcnow

from ..assignments.terms import assignment_of
from ..models import Adjustment, Course, Enrollment, LessonRule, Pause, PeerReview, Submission, SubmissionVersion
from .windows import Window, days_later, window

OPENS, DUE, CLOSES, REVIEW = "opens", "due", "closes", "review"


@dataclass(frozen=True, slots=True)
class DueDate:
    """One moment of one lesson for one learner."""

    enrollment: Enrollment
    lesson: Any
    kind: str
    moment: datetime
    is_done: bool

    @property
    def course(self) -> Course:
        return self.enrollment.course

    @property
    def key(self) -> str:
        return f"{self.kind}-{self.lesson.uid}-{self.enrollment.id}"

    @property
    def words(self) -> str:
        return {OPENS: "Opens", DUE: "Due", CLOSES: "Closes", REVIEW: "Reviews due"}[self.kind]

    def is_overdue(self, now: datetime) -> bool:
        return self.kind == DUE and self.moment < now and not self.is_done

    @property
    def day(self) -> Any:
        """On the course's clock."""
        return self.moment.astimezone(self.course.clock).date()


def learning(user_id: int) -> Select[Enrollment]:
    """This person's open enrollments in courses that are out, with all that dates are made of."""
    mine = select(Enrollment).where(Enrollment.user_id == user_id, Enrollment.status != "closed")
    return with_courses(mine.order_by(Enrollment.id))


def with_courses(enrollments: Select[Enrollment]) -> Select[Enrollment]:
    out = enrollments.where(Enrollment.course.has(Course.status != "draft"))
    return out.options(
        joinedload(Enrollment.course).options(Course.edition_option()), selectinload(Enrollment.completions)
    )


def dates_of(enrollments: Sequence[Enrollment], now: datetime | None = None) -> list[DueDate]:
    """All dates of these enrollments, the earliest first; whoever is paused or out has none."""
    now = now or utcnow()
    running = [each for each in enrollments if each.is_open]
    windows = Windows(running, now)
    found = [date for enrollment in running for date in windows.dates(enrollment)]
    return sorted(found, key=lambda date: (date.moment, date.enrollment.id))


def upcoming(user_id: int, *, days: int = 90) -> tuple[list[DueDate], list[DueDate]]:
    """What is overdue and can still be done, and what comes in the next days."""
    now = utcnow()
    mine = [enrollment for enrollment in db.session.scalars(learning(user_id)) if not enrollment.awaits_proof]
    dates = dates_of(mine, now)
    closed = {(date.enrollment.id, date.lesson.uid) for date in dates if date.kind == CLOSES and date.moment <= now}
    overdue = [date for date in dates if date.is_overdue(now) and (date.enrollment.id, date.lesson.uid) not in closed]
    coming = [date for date in dates if now <= date.moment <= now + timedelta(days=days)]
    return overdue, coming


class Windows:
    """The windows of many learners: rules, adjustments and pauses are read once for all of them."""

    def __init__(self, enrollments: Sequence[Enrollment], now: datetime):
        self.now = now
        ids = [each.id for each in enrollments]
        rules = select(LessonRule).where(LessonRule.course_id.in_({each.course_id for each in enrollments}))
        self.rules = {(rule.course_id, rule.lesson_uid): rule for rule in db.session.scalars(rules)}
        adjusted = db.session.scalars(select(Adjustment).where(Adjustment.enrollment_id.in_(ids)))
        self.adjustments = {(each.enrollment_id, each.lesson_uid): each for each in adjusted}
        self.pauses: dict[int, list[Pause]] = {}
        for pause in db.session.scalars(select(Pause).where(Pause.enrollment_id.in_(ids)).order_by(Pause.started_at)):
            self.pauses.setdefault(pause.enrollment_id, []).append(pause)
        self.reviews = self._reviews(ids)

    @staticmethod
    def _reviews(ids: Sequence[int]) -> dict[tuple[int, str], int]:
        """How many reviews each learner wrote, for every assignment that they handed in."""
        theirs, others = aliased(Submission), aliased(Submission)
        written = (
            select(PeerReview.reviewer_id, others.lesson_uid, func.count().label("written"))
            .join(PeerReview.version)
            .join(others, SubmissionVersion.submission.of_type(others))
            .where(PeerReview.reviewer_id.in_(ids), PeerReview.done_at.is_not(None))
            .group_by(PeerReview.reviewer_id, others.lesson_uid)
            .subquery()
        )
        same = (written.c.reviewer_id == theirs.enrollment_id) & (written.c.lesson_uid == theirs.lesson_uid)
        handed_in = select(theirs.enrollment_id, theirs.lesson_uid, func.coalesce(written.c.written, 0))
        handed_in = handed_in.outerjoin(written, same).where(theirs.enrollment_id.in_(ids), theirs.state != "draft")
        return {(id, uid): count for id, uid, count in db.session.execute(handed_in)}

    def dates(self, enrollment: Enrollment) -> list[DueDate]:
        """This learner's; while the time stands still no date is certain, so there is none."""
        if any(pause.ended_at is None for pause in self.pauses.get(enrollment.id, ())):
            return []
        done = {completion.lesson_uid for completion in enrollment.completions}
        lessons = enrollment.course.edition.lessons
        dates = [
            DueDate(enrollment, lesson, kind, moment, lesson.uid in done)
            for lesson in lessons
            for kind, moment in self._moments(self._of(enrollment, lesson))
        ]
        ends = (self._review(enrollment, lesson) for lesson in lessons if lesson.kind == "assignment")
        return [*dates, *filter(None, ends)]

    def _review(self, enrollment: Enrollment, lesson: Any) -> DueDate | None:
        """Until when this learner reviews others' work; whoever handed nothing in has nothing to review."""
        assignment, due_at = assignment_of(lesson), self._of(enrollment, lesson).due_at
        written = self.reviews.get((enrollment.id, lesson.uid))
        if not assignment.peer_reviews or due_at is None or written is None:
            return None
        ends_at = days_later(due_at, assignment.peer_days, enrollment.course.clock)
        return DueDate(enrollment, lesson, REVIEW, ends_at, written >= assignment.peer_reviews)

    def _of(self, enrollment: Enrollment, lesson: Any) -> Window:
        """A lesson without dates of its own has none, also where the learner's course begins later."""
        rule = self.rules.get((enrollment.course_id, lesson.uid))
        return window(
            rule,
            self.adjustments.get((enrollment.id, lesson.uid)),
            not_before=enrollment.starts_at if rule else None,
            enrolled_at=enrollment.counts_from,
            pauses=self.pauses.get(enrollment.id, ()),
            zone=enrollment.course.clock,
            now=self.now,
        )

    @staticmethod
    def _moments(window: Window) -> list[tuple[str, datetime]]:
        closes_at = window.closes_at if window.closes_at != window.due_at else None
        moments = ((OPENS, window.opens_at), (DUE, window.due_at), (CLOSES, closes_at))
        return [(kind, moment) for kind, moment in moments if moment]
