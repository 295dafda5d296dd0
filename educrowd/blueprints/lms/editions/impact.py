"""What publishing a draft means for those who learn."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import and_, func, select

from educrowd.core.db import db

from ..models import Course, Enrollment
from ..models.changes import Change, changes_of
from ..models.enrollment import progress_where


@dataclass(frozen=True, slots=True)
class Impact:
    """The changes, and of the learners who are in: whose percent rises or falls, who finishes, who has finished."""

    changes: list[Change]
    learners: int
    rising: int
    falling: int
    finishing: int
    finished: int

    @property
    def lessons(self) -> Counter[str]:
        """How many lessons are added, removed and changed."""
        return Counter(change.what for change in self.changes if change.of == "lesson")


def impact_of(course: Course) -> Impact:
    """Counted before anything is published; who has finished stays so and counts as finished alone."""
    is_in = and_(Enrollment.course_id == course.id, Enrollment.status != "closed")
    learning = and_(Enrollment.course_id == course.id, Enrollment.status == "active")
    now, then = progress_where(learning), progress_where(learning, draft=True)
    steps = [(now.get(id, 0), then.get(id, 0)) for id in now.keys() | then.keys()]
    learners, finished = db.session.execute(
        select(func.count(), func.count(Enrollment.completed_at)).where(is_in)
    ).one()
    return Impact(
        changes=changes_of(course),
        learners=learners,
        rising=sum(before < after for before, after in steps),
        falling=sum(before > after for before, after in steps),
        finishing=sum(before < 100 == after for before, after in steps),
        finished=finished,
    )
