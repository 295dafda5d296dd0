"""Grading given answers anew, by what a question says now: first as a look at who changes and how."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from educrowd.blueprints.auth.models.user import User
from educrowd.core.audit import audit
from educrowd.core.db import db
from educrowd.core.jobs import job

from ..models import Attempt, AttemptQuestion, Enrollment, QuestionVersion, QuizQuestion
from ..models.attempt_question import CENT
from ..models.errors import StaleQuestion
from ..models.pictures import spoken
from ..questions import KINDS, Result, grade
from .settings import rules_of
from .settling import counting, settle


@dataclass(frozen=True, slots=True)
class Regraded:
    """One answer whose mark changes; the percents are what counts of all attempts, before and after."""

    answered: AttemptQuestion
    result: Result
    percent_before: Decimal
    percent_after: Decimal

    @property
    def attempt(self) -> Attempt:
        return self.answered.attempt

    @property
    def said(self) -> str:
        version = self.answered.version
        answer = self.answered.answer
        return "" if answer is None else spoken(KINDS[version.kind].said(version.content, answer))

    @property
    def points_before(self) -> Decimal:
        return self.answered.reached or Decimal(0)

    @property
    def points_after(self) -> Decimal:
        return (self.answered.points * _share(self.result)).quantize(CENT)


def plan(question: QuizQuestion) -> list[Regraded]:
    """What would change; marks that a person gave stay. As many queries however many answers there are."""
    changed = {answered.id: (answered, result) for answered, result in _differing(question)}
    grades = _grades({answered.attempt.enrollment_id for answered, _ in changed.values()}, changed)
    return [
        Regraded(answered, result, *grades[answered.attempt.enrollment_id, answered.attempt.lesson_uid])
        for answered, result in changed.values()
    ]


def regrade(question: QuizQuestion, *, by: Any, reason: str, over: int) -> int:
    """Promise each changed answer its new mark; answers how many. StaleQuestion where another version was looked at."""
    if question.version != over:
        raise StaleQuestion()
    ids = [answered.id for answered, _ in _differing(question)]
    for id in ids:
        regrade_answer.later(id, question.current.id, by.id, reason)
    audit("course.regraded", subject=question.course, question=question.current.name, count=len(ids), reason=reason)
    return len(ids)


@job(queue="bulk")
def regrade_answer(answered_id: int, version_id: int, by_id: int, reason: str) -> None:
    """A new mark beside the old one, and what follows from it; done twice it changes nothing."""
    answered = db.session.scalars(select(AttemptQuestion).where(AttemptQuestion.id == answered_id)).one()
    version = db.session.scalars(select(QuestionVersion).where(QuestionVersion.id == version_id)).one()
    attempt = answered.attempt
    attempt.enrollment.lock()
    attempt.hold()
    result = grade(version, answered.answer)
    if answered.is_by_person or result.fraction in (None, answered.fraction):
        return
    by = db.session.scalars(select(User).where(User.id == by_id)).one()
    answered.mark(_share(result), result.explanation, version_id=version.id, by=by, reason=reason)
    settle(attempt, by=by, note=reason)


def _differing(question: QuizQuestion) -> list[tuple[AttemptQuestion, Result]]:
    found = (
        select(AttemptQuestion)
        .join(AttemptQuestion.version)
        .join(AttemptQuestion.attempt)
        .where(QuestionVersion.question_id == question.id, Attempt.state != "open")
        .options(
            selectinload(AttemptQuestion.marks),
            joinedload(AttemptQuestion.attempt)
            .joinedload(Attempt.enrollment)
            .joinedload(Enrollment.user)
            .undefer(User.has_come),
        )
        .order_by(AttemptQuestion.id)
    )
    answers = [answered for answered in db.session.scalars(found) if not answered.is_by_person]
    judged = [(answered, grade(question.current, answered.answer)) for answered in answers]
    return [(answered, result) for answered, result in judged if result.fraction not in (None, answered.fraction)]


def _grades(enrollment_ids: set[int], changed: dict[int, Any]) -> dict[tuple[int, str], tuple[Decimal, Decimal]]:
    """What counts for each learner and quiz, before and after."""
    taken: dict[tuple[int, str], list[Attempt]] = defaultdict(list)
    ended = select(Attempt).where(Attempt.enrollment_id.in_(enrollment_ids), Attempt.state != "open")
    for attempt in db.session.scalars(ended.order_by(Attempt.number)):
        taken[attempt.enrollment_id, attempt.lesson_uid].append(attempt)
    return {key: (_counts(attempts, {}), _counts(attempts, changed)) for key, attempts in taken.items()}


def _counts(attempts: list[Attempt], changed: dict[int, Any]) -> Decimal:
    return counting([_percent(attempt, changed) for attempt in attempts], rules_of(attempts[0])["counts"])


def _percent(attempt: Attempt, changed: dict[int, Any]) -> Decimal:
    reached = Decimal(0)
    for question in attempt.questions:
        fraction = _share(changed[question.id][1]) if question.id in changed else question.fraction or Decimal(0)
        reached += (question.points * fraction).quantize(CENT)
    return (max(Decimal(0), reached) * 100 / attempt.out_of).quantize(CENT) if attempt.out_of else Decimal(0)


def _share(result: Result) -> Decimal:
    return result.fraction or Decimal(0)
