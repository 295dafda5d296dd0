"""When a lesson opens, is due and closes for one learner: rules, adjustments and pauses, on the course's clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_CEILING, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from educrowd.core.db import db, utcnow

from ..models import Adjustment, Course, Enrollment, Lesson, LessonRule, Pause, PublishedLesson
from ..models.wall_clock import days_later


@dataclass(frozen=True, slots=True)
class Window:
    """Moments in UTC, None where nothing is set. After `due_at` work is late, after `closes_at` refused."""

    opens_at: datetime | None = None
    due_at: datetime | None = None
    closes_at: datetime | None = None
    extra_minutes: int = 0
    extra_attempts: int = 0
    time_factor: Decimal = Decimal(1)

    def minutes(self, allowed: int) -> int:
        """How long this learner has where everybody has `allowed` minutes."""
        return int((allowed * self.time_factor).to_integral_value(ROUND_CEILING)) + self.extra_minutes

    def is_late(self, moment: datetime) -> bool:
        return self.due_at is not None and moment > self.due_at

    def is_over(self, moment: datetime) -> bool:
        return self.closes_at is not None and moment >= self.closes_at


def window(
    rule: Any,
    adjustment: Any,
    *,
    enrolled_at: datetime,
    pauses: Iterable[Any],
    zone: ZoneInfo,
    now: datetime,
    not_before: datetime | None = None,
) -> Window:
    """The pure question: a rule for everybody and an adjustment for one, either may be None."""
    if rule is None and adjustment is None:
        return Window(not_before)
    spans = [(pause.started_at, pause.ended_at or now) for pause in pauses]

    def later(days: int | None) -> datetime | None:
        return None if days is None else days_later(enrolled_at, days, zone)

    opens_at = rule and (rule.opens_at or shifted(later(rule.opens_after_days), spans))
    due_at = rule and shifted(rule.due_at or later(rule.due_after_days), spans)
    closes_at = rule and shifted(rule.closes_at, spans)
    opens_at = max(filter(None, (opens_at, not_before)), default=None)
    return _adjusted(opens_at, due_at, closes_at, adjustment)


def shifted(moment: datetime | None, spans: Iterable[tuple[datetime, datetime]]) -> datetime | None:
    """The moment as much later as the clock stood still before it came."""
    for start, end in sorted(spans):
        if moment is not None and start < moment:
            moment += end - start
    return moment


def _adjusted(opens_at: Any, due_at: Any, closes_at: Any, adjustment: Any) -> Window:
    if adjustment is None:
        return Window(opens_at, due_at, closes_at)
    due_at = adjustment.due_at or due_at
    closes_at = adjustment.closes_at or closes_at
    if adjustment.due_at and closes_at:
        closes_at = max(closes_at, adjustment.due_at)
    extra = adjustment.extra_minutes, adjustment.extra_attempts, adjustment.time_factor
    return Window(None if adjustment.opens else opens_at, due_at, closes_at, *extra)


class Schedule:
    """All windows of one learner in a course: three queries, however many lessons there are."""

    def __init__(self, course: Course, enrollment: Enrollment, now: datetime | None = None):
        self.course, self.enrollment, self.now = course, enrollment, now or utcnow()
        rules = db.session.scalars(select(LessonRule).where(LessonRule.course_id == course.id))
        self.rules = {rule.lesson_uid: rule for rule in rules}
        own = select(Adjustment).where(Adjustment.enrollment_id == enrollment.id)
        self.adjustments = {adjustment.lesson_uid: adjustment for adjustment in db.session.scalars(own)}
        paused = select(Pause).where(Pause.enrollment_id == enrollment.id).order_by(Pause.started_at)
        self.pauses = list(db.session.scalars(paused))

    @property
    def is_paused(self) -> bool:
        return any(pause.ended_at is None for pause in self.pauses)

    def of(self, lesson: Lesson | PublishedLesson) -> Window:
        return self.at(lesson.uid)

    def at(self, lesson_uid: str) -> Window:
        """The same by its uid, also for a lesson that was taken out."""
        return window(
            self.rules.get(lesson_uid),
            self.adjustments.get(lesson_uid),
            enrolled_at=self.enrollment.counts_from,
            not_before=self.enrollment.starts_at,
            pauses=self.pauses,
            zone=self.course.clock,
            now=self.now,
        )


def effective_window(enrollment: Enrollment, lesson: Lesson | PublishedLesson) -> Window:
    """What holds for this learner and this lesson now."""
    return Schedule(enrollment.course, enrollment).of(lesson)
