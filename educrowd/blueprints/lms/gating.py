"""Who gets into a lesson: one pure function that page, API, mail and job ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import select

from educrowd.core.db import db, utcnow

from .dates.windows import Schedule, Window
from .grading.folding import plain
from .grading.gradebook import grade_of
from .models import Course, Enrollment, Lesson, LessonRule, PublishedLesson
from .models.errors import AwaitsProof


@dataclass(frozen=True, slots=True)
class Facts:
    """All that decides. `first` is the lesson that stands before this one, `needs` what must be reached."""

    course_status: str
    edits: bool
    enrollment_status: str | None
    is_preview: bool
    is_done: bool = False
    is_overridden: bool = False
    is_paused: bool = False
    awaits_proof: bool = False
    expires_at: datetime | None = None
    opens_at: datetime | None = None
    first: str = ""
    needs: str = ""


@dataclass(frozen=True, slots=True)
class Gate:
    """The answer, with the reason where it is no, and when it will be yes where that is known."""

    is_open: bool
    reason: str = ""
    opens_at: datetime | None = None


OPEN = Gate(True)
NOT_ENROLLED = Gate(False, "Enroll to read this lesson.")
CLOSED = Gate(False, "Your access to this course has ended. What you have done is kept.")
NOT_READY = Gate(False, "This course is being prepared. You are enrolled and get in as soon as it is published.")
UNPROVEN = Gate(False, AwaitsProof.message)
PAUSED = Gate(False, "Your time in this course stands still. Whoever teaches it lets it go on.")


def gate(facts: Facts, now: datetime) -> Gate:
    """Makers always get in, the enrolled as its rules say once it is published, everyone into a preview."""
    is_enrolled = facts.enrollment_status in ("active", "completed")
    if facts.edits:
        return OPEN
    if facts.course_status == "draft":
        return NOT_READY if is_enrolled else NOT_ENROLLED
    if facts.is_preview and facts.course_status == "published":
        return OPEN
    if is_enrolled:
        return _for_learners(facts, now)
    return CLOSED if facts.enrollment_status == "closed" else NOT_ENROLLED


def _for_learners(facts: Facts, now: datetime) -> Gate:
    """What was done stays open, whatever rules came later."""
    if facts.expires_at and facts.expires_at <= now:
        return CLOSED
    if facts.awaits_proof:
        return UNPROVEN
    if facts.is_paused:
        return PAUSED
    if facts.is_done or facts.is_overridden:
        return OPEN
    if facts.needs:
        return Gate(False, facts.needs)
    if facts.first:
        return Gate(False, f"Finish “{facts.first}” first.")
    if facts.opens_at and now < facts.opens_at:
        return Gate(False, "Not open yet.", facts.opens_at)
    return OPEN


class Gates:
    """The same for all lessons of a course and one person: the rows are read once."""

    def __init__(self, course: Course, enrollment: Enrollment | None, user: Any):
        self.course, self.enrollment, self.now = course, enrollment, utcnow()
        self.edits = course.assisted_by(user)
        self.schedule = Schedule(course, enrollment, self.now) if enrollment else None
        self.done = {completion.lesson_uid for completion in enrollment.completions} if enrollment else set()

    @property
    def has_locks(self) -> bool:
        """Whether what is done here may open something elsewhere."""
        return self.course.in_order or (self.schedule is not None and bool(self.schedule.rules))

    def of(self, lesson: Lesson | PublishedLesson) -> Gate:
        return gate(self._facts(lesson), self.now)

    def window(self, lesson: Lesson | PublishedLesson) -> Window:
        return self.schedule.of(lesson) if self.schedule else Window()

    def _facts(self, lesson: Lesson | PublishedLesson) -> Facts:
        status, enrollment = self.course.status, self.enrollment
        if enrollment is None or self.schedule is None:
            return Facts(status, self.edits, None, lesson.preview)
        adjustment, rule = self.schedule.adjustments.get(lesson.uid), self.schedule.rules.get(lesson.uid)
        return Facts(
            status,
            self.edits,
            enrollment.status,
            lesson.preview,
            is_done=lesson.uid in self.done,
            is_overridden=adjustment is not None and adjustment.opens,
            is_paused=self.schedule.is_paused,
            awaits_proof=enrollment.awaits_proof,
            expires_at=enrollment.expires_at,
            opens_at=self.window(lesson).opens_at,
            first=self._before.get(lesson.uid, "") if self.course.in_order else "",
            needs=self._course_needed or self._needs(rule),
        )

    @cached_property
    def _before(self) -> dict[str, str]:
        """The first required lesson that is not done, for each lesson after it."""
        found, waiting = {}, ""
        for lesson in self.course.edition.lessons:
            found[lesson.uid] = waiting
            if not waiting and lesson.required and lesson.uid not in self.done:
                waiting = lesson.title
        return found

    @cached_property
    def _titles(self) -> dict[str, str]:
        return {lesson.uid: lesson.title for lesson in self.course.edition.lessons}

    @cached_property
    def _grade(self) -> Any:
        return grade_of(self.enrollment) if self.enrollment else None

    @cached_property
    def _course_needed(self) -> str:
        """The course that must be completed before, in words; nothing where it is."""
        if self.course.needs_course_id is None or self.enrollment is None:
            return ""
        has_done = select(Enrollment.id).where(
            Enrollment.course_id == self.course.needs_course_id,
            Enrollment.user_id == self.enrollment.user_id,
            Enrollment.completed_at.is_not(None),
        )
        title = select(Course.title).where(Course.id == self.course.needs_course_id, ~has_done.exists())
        needed = db.session.scalar(title)
        return f"Complete the course “{needed}” first." if needed else ""

    def _needs(self, rule: LessonRule | None) -> str:
        """What the rule asks for and is not reached; a lesson that is gone asks for nothing."""
        if rule is None or rule.needs_uid not in self._titles:
            return ""
        title = self._titles[rule.needs_uid]
        if rule.needs_percent is None:
            return "" if rule.needs_uid in self.done else f"Finish “{title}” first."
        mark = self._grade.mark_of(rule.needs_uid)
        is_reached = mark and mark.percent is not None and mark.percent >= rule.needs_percent
        return "" if is_reached else f"Reach {plain(rule.needs_percent)}% in “{title}” first."


def gate_of(lesson: Lesson | PublishedLesson, enrollment: Enrollment | None, user: Any) -> Gate:
    """The same for one lesson."""
    return Gates(lesson.course, enrollment, user).of(lesson)
