"""Lessons in which something is handed in."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from educrowd.core import allowances
from educrowd.core.db import db

from ..grading.gradebook import grade_of
from ..lessons import kinds
from ..lessons.kinds import Kind
from ..models import Rubric, SubmissionFile
from .forms import AssignmentForm, WorkForm
from .handing_in import standing_of
from .peer_reviewing import reviewing_of, reviews_of
from .seeing import let_see
from .terms import AssignmentSettings, assignment_of


def _shows(lesson: Any, enrollment: Any) -> dict[str, Any]:
    """The terms, and for a learner all that was handed in, said about it, and may be done now."""
    assignment = assignment_of(lesson)
    shared = {"assignment": assignment, "rubric": Rubric.called(assignment.rubric)}
    if enrollment is None:
        return {**shared, "standing": None}
    standing = standing_of(enrollment, lesson)
    submission = standing.submission
    if submission:
        let_see([submission], is_staff=False)
    return {
        **shared,
        "standing": standing,
        "submission": submission,
        "mark": grade_of(enrollment).mark_of(lesson.uid),
        "work": WorkForm.of(submission),
        "reviewing": reviewing_of(enrollment, lesson),
        "received": _received(submission),
    }


def _received(submission: Any) -> list[Any]:
    """What others said of the latest version, once its learner may know the grade."""
    if submission is None or submission.latest is None or not any(not said.is_return for said in submission.seen):
        return []
    return [review for review in reviews_of(submission.latest) if review.counts]


def _edits(lesson: Any) -> dict[str, Any]:
    return {"assignment": assignment_of(lesson)}


@allowances.counts("storage_mb")
def work_size() -> int:
    return int(db.session.scalar(select(func.sum(SubmissionFile.size_bytes))) or 0)


ASSIGNMENT = kinds.register(
    Kind(
        "assignment",
        "Assignment",
        "edit",
        AssignmentSettings,
        AssignmentForm,
        completed=kinds.SUBMITTED,
        text_first=True,
        shows=_shows,
        edits=_edits,
    )
)
