"""What is shown of an attempt that has ended, and from when on. Until then right answers never leave the server."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from educrowd.blueprints.auth.models.user import User
from educrowd.core.db import db, utcnow

from ..models import Attempt, AttemptQuestion, Enrollment, GradeChange, GradeItem, QuizMark
from ..models.pictures import Address, by_name, pictures_in
from ..questions import KINDS, grade
from .asking import Asked, asked_of
from .attempting import allowance_at
from .settings import rules_of


@dataclass(frozen=True, slots=True)
class Sight:
    """Which parts may be seen: the score, the mark of each answer, the right answers."""

    score: bool = False
    marks: bool = False
    answers: bool = False
    marks_from: datetime | None = None


ALL = Sight(score=True, marks=True, answers=True)


@dataclass(frozen=True, slots=True)
class Line:
    """One question of a review."""

    question_id: int
    position: int
    asked: Asked
    points: Decimal
    said: str
    reached: Decimal | None
    explanation: str
    feedback: tuple[str, ...]
    right: str


def sight_of(attempt: Attempt) -> Sight:
    """What its learner may see now."""
    if attempt.is_open or _held(attempt):
        return Sight()
    rules = rules_of(attempt)
    released, at = _release(attempt, rules)
    return Sight(score=True, marks=released, answers=released and rules["answers"], marks_from=at)


def _release(attempt: Attempt, rules: dict[str, Any]) -> tuple[bool, datetime | None]:
    """Whether marks are shown by the quiz's rule, and when they will be where that is known."""
    if rules["review"] in ("submitted", "never"):
        return rules["review"] == "submitted", None
    allowance, now = allowance_at(attempt.enrollment, attempt.lesson_uid, rules), utcnow()
    window = allowance.window
    if rules["review"] == "due":
        due = window.due_at or window.closes_at
        return due is None or due <= now, due
    return allowance.open is None and not allowance.may_begin(now), window.closes_at


def _held(attempt: Attempt) -> bool:
    """Whether the grades of this quiz are held back in the gradebook."""
    enrollment = attempt.enrollment
    given = select(GradeChange).where(
        GradeChange.enrollment_id == enrollment.id, GradeChange.source == f"quiz:{attempt.uid}"
    )
    change = db.session.scalars(given.order_by(GradeChange.id.desc()).limit(1)).one_or_none()
    items = select(GradeItem).where(GradeItem.course_id == enrollment.course_id, GradeItem.uid == attempt.lesson_uid)
    item = db.session.scalars(items).one_or_none()
    return item is not None and (item.hides(change) if change else item.held)


def with_learners(attempts: Select[Attempt]) -> Select[Attempt]:
    """Loads who took them, in as many queries however many there are."""
    return attempts.options(joinedload(Attempt.enrollment).joinedload(Enrollment.user).undefer(User.has_come))


def lines_of(attempt: Attempt, sight: Sight, at: Address = by_name) -> list[Line]:
    """Question by question, with no more than may be seen; `at` says where pictures are loaded."""
    marks = last_marks(attempt.questions)
    return [_line(question, marks.get(question.id), sight, attempt.uid, at) for question in attempt.questions]


def pictures_of(attempt: Attempt) -> set[str]:
    """The pictures that its learner may see now: those of a solution only with it."""
    lines = lines_of(attempt, sight_of(attempt))
    return pictures_in([[line.asked.html, line.asked.parts, line.said, line.right, line.feedback] for line in lines])


def last_marks(questions: list[AttemptQuestion]) -> dict[int, QuizMark]:
    """The mark that counts, by question of an attempt; one query."""
    given = select(QuizMark).where(QuizMark.attempt_question_id.in_([question.id for question in questions]))
    return {mark.attempt_question_id: mark for mark in db.session.scalars(given.order_by(QuizMark.id))}


def _line(question: AttemptQuestion, mark: QuizMark | None, sight: Sight, seed: str, at: Address) -> Line:
    version = question.version
    marked_by = mark.version if mark else version
    kind = KINDS[version.kind]
    feedback = grade(version, question.answer).feedback if sight.marks else ()
    return Line(
        question_id=version.question_id,
        position=question.position,
        asked=asked_of(version, seed, at),
        points=question.points,
        said="" if question.answer is None else kind.said(version.content, question.answer),
        reached=question.reached if sight.marks else None,
        explanation=_why(mark) if sight.marks else "",
        feedback=feedback + ((version.feedback,) if sight.answers and version.feedback else ()),
        right=kind.right(marked_by.content) if sight.answers else "",
    )


def _why(mark: QuizMark | None) -> str:
    return mark.explanation if mark else "A person has yet to grade this."
