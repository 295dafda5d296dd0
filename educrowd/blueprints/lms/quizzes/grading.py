"""Answers that a person grades, and marks that a person gives instead of the machine's."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from educrowd.core.db import utcnow
from educrowd.core.errors import Invalid

from ..grading.folding import plain
from ..mailers import send_grade_released
from ..models import Attempt, AttemptQuestion
from ..models.errors import Claimed, GradedMeanwhile, StillOpen
from ..questions.kind import share
from .settling import settle

BY_PERSON = "Graded by a person."


def claim_attempt(attempt: Attempt, *, by: Any, takes_over: bool = False) -> None:
    """Take it, so that nobody else grades it meanwhile; Claimed where somebody has."""
    attempt.hold()
    if attempt.claimed_by_other(by) and not takes_over:
        raise Claimed(attempt.claimed_by.name if attempt.claimed_by else "Somebody")
    attempt.claimed_by_id, attempt.claimed_at = by.id, utcnow()


def let_go_of_attempt(attempt: Attempt) -> None:
    """Give it back to whoever comes next."""
    attempt.claimed_by_id = attempt.claimed_at = None


def grade_answer(
    question: AttemptQuestion, points: Decimal, *, by: Any, comment: str = "", over: int | None = None
) -> None:
    """Give an answer its points; `over` is how many marks it had when it was read, GradedMeanwhile where it has more.

    With the last one that waited the learner's grade is recorded, and a letter says so.
    """
    attempt = question.attempt
    _hold(attempt, by)
    if over is not None and over != len(question.marks):
        raise GradedMeanwhile()
    if not 0 <= points <= question.points:
        raise Invalid("points", f"From 0 to {plain(question.points)} points.")
    waited = attempt.waits
    question.mark(share(points, question.points), comment.strip() or BY_PERSON, by=by)
    if attempt.waits:
        return
    let_go_of_attempt(attempt)
    change = settle(attempt, by=by)
    if waited and change and not change.held:
        send_grade_released.later(attempt.enrollment_id, attempt.lesson_uid)


def _hold(attempt: Attempt, by: Any) -> None:
    attempt.enrollment.lock()
    attempt.hold()
    if attempt.is_open:
        raise StillOpen()
    if attempt.claimed_by_other(by):
        raise Claimed(attempt.claimed_by.name if attempt.claimed_by else "Somebody")
