"""Assessing what was handed in: a grade with words, or the wish for another version."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from educrowd.core.db import db, utcnow
from educrowd.core.errors import Invalid

from ..dates.windows import effective_window
from ..grading.gradebook import record
from ..mailers import send_grade_released
from ..models import Assessment, Enrollment, GradeChange, Rubric, Submission, SubmissionVersion
from ..models.errors import Claimed, GradedMeanwhile
from . import mailers as submission_mailers
from .handing_in import Standing
from .late import Penalty
from .rubrics import mark
from .terms import assignment_of

SOURCE = "assignment"


def claim(submission: Submission, *, by: Any, takes_over: bool = False) -> None:
    """Take a piece, so that nobody else grades it meanwhile; Claimed where somebody has."""
    submission.hold()
    if submission.claimed_by_other(by) and not takes_over:
        raise Claimed(submission.claimed_by.name if submission.claimed_by else "Somebody")
    submission.claimed_by_id, submission.claimed_at = by.id, utcnow()


def let_go(submission: Submission) -> None:
    """Give a piece back to whoever comes next."""
    submission.claimed_by_id = submission.claimed_at = None


def assess(
    submission: Submission,
    lesson: Any,
    *,
    by: Any,
    over: int,
    points: Decimal | None = None,
    chosen: Mapping[str, tuple[int, str]] | None = None,
    feedback: str = "",
) -> Assessment:
    """Grade the latest version as it was at revision `over`, by points or by the assignment's rubric.

    `chosen` is level, from 1, and comment by the rubric's criteria. What lateness costs stands in the grade's note.
    """
    version = _hold(submission, by=by, over=over)
    out_of = Decimal(assignment_of(lesson).out_of)
    points, marks = points_of(lesson, points, chosen, out_of)
    change = _record(submission, lesson, version, points, out_of, by=by)
    graded = {"points": points, "out_of": out_of, "marks": marks, "change_id": change.id}
    assessment = _conclude(submission, version, "graded", by=by, feedback=feedback, **graded)
    if not change.held:
        send_grade_released.later(submission.enrollment_id, lesson.uid)
    return assessment


def send_back(submission: Submission, *, by: Any, over: int, feedback: str) -> Assessment:
    """Ask for another version, whatever the dates and the number of versions say; it will be no later than this."""
    version = _hold(submission, by=by, over=over)
    if not feedback.strip():
        raise Invalid("feedback", "Say what should be different in the next version.")
    assessment = _conclude(submission, version, "returned", by=by, feedback=feedback)
    submission_mailers.send_returned.later(assessment.id)
    return assessment


def record_median(submission: Submission, lesson: Any, version: SubmissionVersion, points: Decimal, words: str) -> None:
    """Let the median of reviews be the grade, unless a person has graded; the submission is held."""
    last = _last_word(submission.enrollment, lesson)
    said = version.assessments[-1] if version.assessments else None
    if (said and said.by_id is not None) or (last and last.source != SOURCE):
        return
    out_of = Decimal(assignment_of(lesson).out_of)
    change = _record(submission, lesson, version, points, out_of, by=None)
    _conclude(submission, version, "graded", points=points, out_of=out_of, change_id=change.id, feedback=words)
    if not change.held:
        send_grade_released.later(submission.enrollment_id, lesson.uid)


def penalty_of(submission: Submission, lesson: Any, version: SubmissionVersion) -> Penalty:
    """What lateness costs this version, by the dates as they are now."""
    enrollment = submission.enrollment
    window = effective_window(enrollment, lesson)
    standing = Standing(assignment_of(lesson), submission, window, utcnow(), enrollment.course.clock)
    return standing.penalty_of(version.counts_from)


def follow_window(enrollment: Enrollment, lesson: Any) -> None:
    """After dates were moved for a learner: what came off for lateness is counted anew, as a grade of its own."""
    submission, last = Submission.of(enrollment, lesson.uid), _last_word(enrollment, lesson)
    graded = [each for each in submission.assessments if not each.is_return] if submission else []
    if not (submission and graded and last and last.source == SOURCE):
        return
    latest = graded[-1]
    assert latest.points is not None and latest.out_of is not None
    late = penalty_of(submission, lesson, latest.version)
    if last.points != late.apply(latest.points):
        _record(submission, lesson, latest.version, latest.points, latest.out_of, by=latest.by)


def _last_word(enrollment: Enrollment, lesson: Any) -> GradeChange | None:
    """What holds of this learner's grade; an extension says nothing about it."""
    own = select(GradeChange).where(GradeChange.enrollment_id == enrollment.id, GradeChange.item_uid == lesson.uid)
    said = own.where(GradeChange.change != "extension").order_by(GradeChange.id.desc())
    return db.session.scalars(said.limit(1)).one_or_none()


def points_of(
    lesson: Any, points: Decimal | None, chosen: Any, out_of: Decimal
) -> tuple[Decimal, list[dict[str, str]]]:
    """What is given, and what a rubric said of each criterion."""
    rubric = Rubric.called(assignment_of(lesson).rubric)
    if rubric:
        if chosen is None:
            raise Invalid("marks", "This is graded by a rubric: choose a level for each criterion.")
        return mark(rubric.criteria, chosen, out_of)
    if points is None or not 0 <= points <= out_of:
        raise Invalid("points", f"From 0 to {out_of} points.")
    return points, []


def _hold(submission: Submission, *, by: Any, over: int) -> SubmissionVersion:
    submission.hold()
    if submission.revision != over or submission.latest is None:
        raise GradedMeanwhile()
    if submission.claimed_by_other(by):
        raise Claimed(submission.claimed_by.name if submission.claimed_by else "Somebody")
    return submission.latest


def _record(
    submission: Submission, lesson: Any, version: SubmissionVersion, points: Decimal, out_of: Decimal, *, by: Any
) -> GradeChange:
    late = penalty_of(submission, lesson, version)
    note = late.explain(points, out_of)
    return record(submission.enrollment, lesson.uid, late.apply(points), out_of, by=by, note=note, source=SOURCE)


def _conclude(
    submission: Submission, version: SubmissionVersion, state: str, *, by: Any = None, **said: Any
) -> Assessment:
    assessment = Assessment(version=version, by_id=by.id if by else None, **said)
    db.session.add(assessment)
    submission.state, submission.waiting_since = state, None
    submission.revision += 1
    let_go(submission)
    db.session.flush()
    return assessment
