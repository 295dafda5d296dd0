"""Taking a quiz: beginning an attempt, saving answers, and its end. The server's clock decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from educrowd.core.db import db, utcnow
from educrowd.core.jobs import job

from ..dates.windows import Schedule, Window, shifted
from ..models import Attempt, AttemptQuestion, Enrollment
from ..models.errors import AttemptOver, NoAttemptLeft, QuizClosed, StaleAnswer
from ..questions import KINDS
from .drawing import drawn
from .mailers import send_attempt_waiting
from .settings import settings_of
from .settling import mark, settle

# What was sent in time may need a moment to arrive.
GRACE = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a learner has done of a quiz and may still do; `left` None: as often as one likes."""

    attempts: list[Attempt]
    left: int | None
    minutes: int
    window: Window

    @property
    def open(self) -> Attempt | None:
        return next((attempt for attempt in self.attempts if attempt.is_open), None)

    @property
    def ended(self) -> list[Attempt]:
        return [attempt for attempt in self.attempts if not attempt.is_open]

    def may_begin(self, now: datetime) -> bool:
        return self.left != 0 and not self.window.is_over(now)


def allowance_of(enrollment: Enrollment, lesson: Any) -> Allowance:
    return allowance_at(enrollment, lesson.uid, settings_of(lesson))


def allowance_at(enrollment: Enrollment, lesson_uid: str, settings: dict[str, Any]) -> Allowance:
    """The same by its uid, also for a quiz that was taken out."""
    window = Schedule(enrollment.course, enrollment).at(lesson_uid)
    attempts = list(db.session.scalars(Attempt.of(enrollment, lesson_uid)))
    allowed, minutes = settings["attempts"], settings["minutes"]
    left = max(0, allowed + window.extra_attempts - len(attempts)) if allowed else None
    return Allowance(attempts, left, window.minutes(minutes) if minutes else 0, window)


def begin(enrollment: Enrollment, lesson: Any) -> Attempt:
    """Go on with the open attempt, or begin the next; NoAttemptLeft, QuizClosed or NoQuestions otherwise."""
    enrollment.hold()
    allowance = allowance_of(enrollment, lesson)
    if allowance.open and not end_if_over(allowance.open):
        return allowance.open
    if allowance.window.is_over(utcnow()):
        raise QuizClosed()
    if allowance.left == 0:
        raise NoAttemptLeft()
    return _started(enrollment, lesson, number=len(allowance.attempts) + 1)


def _started(enrollment: Enrollment, lesson: Any, *, number: int) -> Attempt:
    settings = settings_of(lesson)
    attempt = Attempt(
        enrollment_id=enrollment.id,
        lesson_uid=lesson.uid,
        lesson_id=lesson.lesson_id,
        number=number,
        rules={name: value for name, value in settings.items() if name != "slots"},
        started_at=utcnow(),
        questions=drawn(enrollment.course, settings),
    )
    attempt.enrollment = enrollment
    db.session.add(attempt)
    db.session.flush()
    attempt.note("started")
    _time(attempt, Schedule(enrollment.course, enrollment))
    return attempt


def save(attempt: Attempt, answers: Mapping[AttemptQuestion, Any], *, over: int | None = None) -> None:
    """Keep answers; Invalid for what is none. What is kept already may be sent again, by whatever tab.

    `over` is the `seq` that was read last: StaleAnswer where something happened since. AttemptOver after the end.
    """
    given = {question: _accepted(question, answer) for question, answer in answers.items()}
    attempt.hold()
    if not attempt.is_open or is_over(attempt):
        raise AttemptOver()
    changed = {question: answer for question, answer in given.items() if answer != question.answer}
    if changed and over not in (None, attempt.seq):
        raise StaleAnswer()
    for question, answer in changed.items():
        question.answer = answer
        attempt.note("answered", position=question.position, answer=answer)


def _accepted(question: AttemptQuestion, answer: Any) -> Any:
    return KINDS[question.version.kind].accepts(question.version.content, answer)


def submit(attempt: Attempt) -> None:
    """End it by will; after its time it ends as it was then. AttemptOver where it has ended."""
    if not _ended(attempt, by_will=True):
        raise AttemptOver()


def is_over(attempt: Attempt) -> bool:
    """Whether its time is over, and what was sent in time has arrived."""
    return attempt.deadline_at is not None and utcnow() > attempt.deadline_at + GRACE


def end_if_over(attempt: Attempt) -> bool:
    """End an open attempt whose time is over; whether it has ended."""
    if attempt.is_open and is_over(attempt):
        _ended(attempt, by_will=False)
    return not attempt.is_open


@job
def expire(attempt_id: int) -> None:
    """The time of an attempt is over, unless it was ended or extended meanwhile."""
    attempt = db.session.scalars(select(Attempt).where(Attempt.id == attempt_id)).one_or_none()
    if attempt:
        end_if_over(attempt)


def _ended(attempt: Attempt, *, by_will: bool) -> bool:
    """Whether this ended it. The enrollment is locked first, as wherever both are."""
    attempt.enrollment.lock()
    attempt.hold()
    if not attempt.is_open or not (by_will or is_over(attempt)):
        return False
    now = utcnow()
    state = "expired" if attempt.deadline_at and now > attempt.deadline_at else "submitted"
    attempt.state, attempt.submitted_at = state, min(now, attempt.deadline_at or now)
    attempt.note(state)
    mark(attempt)
    settle(attempt)
    if attempt.waits:
        send_attempt_waiting.later(attempt.id)
    return True


def retime(enrollment_id: int, lesson_uid: str | None = None) -> None:
    """Set the deadlines of a learner's open attempts anew, after what holds for the learner has changed."""
    opened = list(db.session.scalars(Attempt.opened(enrollment_id, lesson_uid).with_for_update()))
    if opened:
        schedule = Schedule(opened[0].enrollment.course, opened[0].enrollment)
        for attempt in opened:
            _time(attempt, schedule)


def retime_all(course_id: int, lesson_uid: str) -> None:
    """The same for everybody who is in this quiz, after its dates have changed."""
    inside = select(Attempt.enrollment_id).join(Attempt.enrollment).where(Enrollment.course_id == course_id)
    opened = inside.where(Attempt.lesson_uid == lesson_uid, Attempt.state == "open").order_by(Attempt.id)
    for enrollment_id in list(db.session.scalars(opened)):
        retime(enrollment_id, lesson_uid)


def _time(attempt: Attempt, schedule: Schedule) -> None:
    deadline = attempt.deadline_at = _deadline(attempt, schedule)
    db.session.flush()
    if deadline:
        # A second more, as a worker's clock may be a little behind.
        expire.later(attempt.id, _at=deadline + GRACE + timedelta(seconds=1))


def _deadline(attempt: Attempt, schedule: Schedule) -> datetime | None:
    """The end of its time or of the quiz's, whatever comes first; none while the learner's time stands still."""
    if schedule.is_paused:
        return None
    window, minutes = schedule.at(attempt.lesson_uid), attempt.rules["minutes"]
    ends = [window.closes_at]
    if minutes:
        allowed = attempt.started_at + timedelta(minutes=window.minutes(minutes))
        ends.append(shifted(allowed, _stood_still(attempt, schedule)))
    return min((end for end in ends if end), default=None)


def _stood_still(attempt: Attempt, schedule: Schedule) -> list[tuple[datetime, datetime]]:
    """From when to when the learner was paused during this attempt."""
    spans = [(max(pause.started_at, attempt.started_at), pause.ended_at or schedule.now) for pause in schedule.pauses]
    return [(start, end) for start, end in spans if end > start]
