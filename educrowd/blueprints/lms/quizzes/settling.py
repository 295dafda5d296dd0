"""What an ended attempt is worth: its marks, the learner's grade, and whether the lesson is done."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from educrowd.core.db import db

from ..grading.gradebook import record
from ..models import Attempt, GradeChange
from ..models.attempt_question import CENT
from ..questions import grade
from .settings import rules_of

MOST = Decimal(100)


def mark(attempt: Attempt) -> None:
    """Give each answer its mark; those that a person grades wait."""
    for question in attempt.questions:
        result = grade(question.version, question.answer)
        if result.fraction is not None:
            question.mark(result.fraction, result.explanation)


def settle(attempt: Attempt, *, by: Any = None, note: str = "") -> GradeChange | None:
    """Record what the learner has reached in this quiz, and complete the lesson where that is enough.

    While all that has ended waits for a person, nothing is recorded.
    """
    enrollment, uid, rules = attempt.enrollment, attempt.lesson_uid, rules_of(attempt)
    lesson = next((each for each in enrollment.course.edition.lessons if each.uid == uid), None)
    ended = [each for each in db.session.scalars(Attempt.of(enrollment, uid)) if not each.is_open and not each.waits]
    if not ended or lesson is None:
        return None
    percent = counting([each.percent for each in ended], rules["counts"])
    change = record(enrollment, uid, percent, MOST, by=by, note=note, source=f"quiz:{attempt.uid}")
    if percent >= rules["pass_percent"] and enrollment.is_open:
        enrollment.complete(lesson)
    return change


def counting(percents: list[Decimal], rule: str) -> Decimal:
    """Of what several attempts reached, in their order, what counts."""
    if rule == "average":
        return (sum(percents, Decimal(0)) / len(percents)).quantize(CENT)
    return {"highest": max(percents), "last": percents[-1], "first": percents[0]}[rule]
