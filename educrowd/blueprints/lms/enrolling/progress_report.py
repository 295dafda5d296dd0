"""How far the learners of a course are: who stands where, since when, and what comes next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from educrowd.blueprints.auth.models.user import User
from educrowd.core.db import db

from ..letters.learner_states import learners_in
from ..models import Completion, Course, Enrollment
from ..models.announcement import EVERYONE
from ..models.progress import Journey

ORDERS = {"away": "Longest away first", "recent": "Lately active first", "enrolled": "Newest first", "name": "By name"}
AT_ONCE = 200
HEADING = (
    *("Learner", "Email", "State", "Enrolled", "Progress (percent)"),
    *("Lessons done", "Lessons required", "Optional lessons done", "Optional lessons"),
    *("Last done", "Next lesson", "Completed"),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """One learner's place in the course."""

    enrollment: Enrollment
    journey: Journey

    @property
    def last_at(self) -> datetime | None:
        """When something was done last."""
        return max(self.journey.done.values(), default=None)

    @property
    def next_lesson(self) -> Any:
        """Where they would go on; nothing where all is done."""
        return self.journey.next_lesson


def standings(enrollments: Sequence[Enrollment]) -> list[Standing]:
    """Of these; one query for what was done, however many there are."""
    done: dict[int, dict[str, datetime]] = defaultdict(dict)
    asked = select(Completion).where(Completion.enrollment_id.in_([each.id for each in enrollments]))
    for each in db.session.scalars(asked):
        done[each.enrollment_id][each.lesson_uid] = each.completed_at
    return [Standing(each, Journey(each.course.edition.lessons, done[each.id])) for each in enrollments]


def learners(
    course: Course, state: str = EVERYONE, *, order: str = "away", q: str = "", **where: Any
) -> Select[Enrollment]:
    """Those in this state whose name or address has `q`, in one of ORDERS, each with their account."""
    found = learners_in(course, state, **where).join(Enrollment.user)
    if q:
        found = found.where(User.named_like(q))
    return found.options(joinedload(Enrollment.user).undefer(User.has_come)).order_by(*_by(order), Enrollment.id)


def rows(course: Course) -> Iterator[list[Any]]:
    """The whole course as lines of a file, with a column for each lesson."""
    everybody = db.session.scalars(learners(course, order="name")).all()
    lessons = course.edition.lessons
    for start in range(0, len(everybody), AT_ONCE):
        for standing in standings(everybody[start : start + AT_ONCE]):
            yield [*_facts(standing), *(standing.journey.done.get(lesson.uid) for lesson in lessons)]


def _facts(standing: Standing) -> list[Any]:
    enrollment, journey, following = standing.enrollment, standing.journey, standing.next_lesson
    return [
        enrollment.user.shown_name,
        enrollment.user.email,
        enrollment.status,
        enrollment.created_at,
        journey.percent,
        *journey.required,
        *journey.optional,
        standing.last_at,
        following.title if following else "",
        enrollment.completed_at,
    ]


def _by(order: str) -> tuple[Any, ...]:
    last = select(func.max(Completion.completed_at)).where(Completion.enrollment_id == Enrollment.id)
    active_at = func.coalesce(last.scalar_subquery(), Enrollment.created_at)
    columns = {
        "away": (active_at,),
        "recent": (active_at.desc(),),
        "enrolled": (Enrollment.created_at.desc(),),
        "name": (User.by_shown_name(),),
    }
    return columns[order]
