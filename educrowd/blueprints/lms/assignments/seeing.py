"""Which assessments somebody may see: a learner's are held back as long as the grade is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from educrowd.blueprints.auth.models.user import User
from educrowd.core.db import db

from ..models import Assessment, Enrollment, GradeItem, Submission, SubmissionVersion


def with_all(submissions: Select[Submission]) -> Select[Submission]:
    """Loads versions, files, assessments, learner and course, in as many queries however many there are."""
    versions = selectinload(Submission.versions).selectinload(SubmissionVersion.assessments)
    return submissions.options(
        versions.joinedload(Assessment.change),
        selectinload(Submission.uploads),
        joinedload(Submission.enrollment).joinedload(Enrollment.course),
        joinedload(Submission.enrollment).joinedload(Enrollment.user).undefer(User.has_come),
        joinedload(Submission.claimed_by),
    )


def let_see(submissions: Sequence[Submission], *, is_staff: bool) -> None:
    """Set `seen` of each: the assessments that its reader may know of, oldest first."""
    items = {} if is_staff else _items_of(submissions)
    for submission in submissions:
        item = items.get((submission.enrollment.course_id, submission.lesson_uid))
        submission.seen = [each for each in submission.assessments if not _is_hidden(each, item)]


def _is_hidden(assessment: Assessment, item: GradeItem | None) -> bool:
    return item is not None and assessment.change is not None and item.hides(assessment.change)


def _items_of(submissions: Sequence[Submission]) -> dict[Any, GradeItem]:
    uids = {submission.lesson_uid for submission in submissions}
    found = db.session.scalars(select(GradeItem).where(GradeItem.uid.in_(uids))) if uids else ()
    return {(item.course_id, item.uid): item for item in found}
