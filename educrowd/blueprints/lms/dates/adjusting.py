"""What a teacher grants one learner: later dates, more time, an open lesson, a pause, an end."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from educrowd.core.audit import audit
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Refused

from ..grading.gradebook import GRADED_KINDS, record
from ..models import Adjustment, Enrollment, Pause
from ..signals import window_changed
from .granting import send_granted

MOST_EXTRA_ATTEMPTS = 100


class AlreadyPaused(Refused):
    message = "This learner's time stands still already."


def adjust(enrollment: Enrollment, lesson: Any, *, by: Any, reason: str, **facts: Any) -> Adjustment:
    """Replace what holds for this learner and lesson; deadlines that run follow in this transaction."""
    enrollment.lock()
    adjustment = _known(enrollment, lesson) or Adjustment(enrollment_id=enrollment.id, lesson_uid=lesson.uid)
    for name, value in facts.items():
        setattr(adjustment, name, value)
    adjustment.reason, adjustment.by_id = reason, by.id
    db.session.add(adjustment)
    db.session.flush()
    _note("extension.granted", enrollment, lesson, by, reason)
    if adjustment.gives_anything:
        send_granted.later(enrollment.id, lesson.uid)
    return adjustment


def give_attempt(enrollment: Enrollment, lesson: Any, *, by: Any) -> Adjustment:
    """One attempt more at a quiz; whatever else holds for this learner stays."""
    known = _known(enrollment, lesson)
    extra = known.extra_attempts if known else 0
    if extra >= MOST_EXTRA_ATTEMPTS:
        raise Refused("This learner has got as many attempts as there can be.")
    reason = known.reason if known else "One more attempt"
    return adjust(enrollment, lesson, by=by, reason=reason, extra_attempts=extra + 1)


def unadjust(enrollment: Enrollment, lesson: Any, *, by: Any) -> None:
    """What holds for everybody holds for this learner again."""
    enrollment.lock()
    adjustment = _known(enrollment, lesson)
    if adjustment is None:
        return
    db.session.delete(adjustment)
    db.session.flush()
    _note("extension.withdrawn", enrollment, lesson, by, "Taken back")


def pause(enrollment: Enrollment, *, by: Any, reason: str) -> Pause:
    """Let this learner's time stand still from now on."""
    enrollment.lock()
    if db.session.scalars(_running(enrollment)).first():
        raise AlreadyPaused()
    paused = Pause(enrollment_id=enrollment.id, by_id=by.id, reason=reason, started_at=utcnow())
    db.session.add(paused)
    _tell("learner.paused", enrollment, reason)
    return paused


def resume(enrollment: Enrollment) -> None:
    """Let the time go on; nothing happens where it does."""
    enrollment.lock()
    paused = db.session.scalars(_running(enrollment)).first()
    if paused is None:
        return
    paused.ended_at = utcnow()
    _tell("learner.resumed", enrollment, paused.reason)


def expire(enrollment: Enrollment, at: datetime | None) -> None:
    """Set until when this learner has access, or that it has no end."""
    enrollment.expires_at = at
    audit("enrollment.expiry", subject=enrollment.course, user_id=enrollment.user_id, until=at and at.isoformat())


def _known(enrollment: Enrollment, lesson: Any) -> Adjustment | None:
    own = select(Adjustment).where(Adjustment.enrollment_id == enrollment.id, Adjustment.lesson_uid == lesson.uid)
    return db.session.scalars(own).one_or_none()


def _running(enrollment: Enrollment) -> Any:
    return select(Pause).where(Pause.enrollment_id == enrollment.id, Pause.ended_at.is_(None))


def _note(action: str, enrollment: Enrollment, lesson: Any, by: Any, reason: str) -> None:
    if lesson.kind in GRADED_KINDS:
        record(enrollment, lesson.uid, change="extension", by=by, note=reason)
    audit(action, subject=enrollment.course, user_id=enrollment.user_id, lesson=lesson.title, reason=reason)
    window_changed.send(enrollment, enrollment_id=enrollment.id, lesson_uid=lesson.uid)


def _tell(action: str, enrollment: Enrollment, reason: str) -> None:
    db.session.flush()
    audit(action, subject=enrollment.course, user_id=enrollment.user_id, reason=reason)
    window_changed.send(enrollment, enrollment_id=enrollment.id, lesson_uid=None)
