"""The grading queue: everything that waits for a person, of whatever kind, the oldest first.

A kind of work offers its pieces as a source: `source("assignment", …)`; the queue asks all of them in one statement.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, union_all
from sqlalchemy.orm import joinedload

from educrowd.blueprints.auth.models.user import User
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Refused

from ..models import Course, Enrollment
from ..models.claimable import CLAIM_LASTS

# What each source selects, under these names and in this order.
COLUMNS = ("source", "id", "enrollment_id", "lesson_uid", "since", "claimed_by_id", "claimed_at")
MOST = 1_000


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of work: its pieces as rows, where one is graded, and how somebody takes one."""

    name: str
    label: str
    waiting: Callable[[], Any]
    url: Callable[[Waiting], str]
    claim: Callable[[int, Any], None]


@dataclass(frozen=True, slots=True)
class Waiting:
    """One piece that waits; `claimed_by` is who grades it now, if anybody does."""

    source: str
    id: int
    enrollment: Enrollment
    lesson_uid: str
    since: datetime
    claimed_by: User | None

    @property
    def key(self) -> str:
        return f"{self.source}-{self.id}"

    @property
    def course(self) -> Course:
        return self.enrollment.course

    @property
    def claimed_by_id(self) -> int | None:
        return self.claimed_by.id if self.claimed_by else None

    @property
    def kind(self) -> str:
        return SOURCES[self.source].label

    @property
    def title(self) -> str:
        lessons = (lesson.title for lesson in self.course.edition.lessons if lesson.uid == self.lesson_uid)
        return next(lessons, "Removed since")

    @property
    def url(self) -> str:
        return SOURCES[self.source].url(self)


SOURCES: dict[str, Source] = {}


def source(
    name: str,
    label: str,
    *,
    waiting: Callable[[], Any],
    url: Callable[[Waiting], str],
    claim: Callable[[int, Any], None],
) -> None:
    """Let such pieces stand in the queue; `waiting` selects COLUMNS, `claim(id, user)` refuses what is taken."""
    SOURCES[name] = Source(name, label, waiting, url, claim)


def count_for(user: Any) -> int:
    """How many pieces wait for this person."""
    return db.session.scalar(select(func.count()).select_from(_rows(user).subquery())) or 0


def queue_for(user: Any, course: Course | None = None) -> list[Any]:
    """The rows that wait, the oldest first; `shown()` makes pieces of those that a page shows."""
    rows = _rows(user, course).subquery()
    return list(db.session.execute(select(rows).order_by(rows.c.since, rows.c.source, rows.c.id).limit(MOST)))


def shown(rows: Sequence[Any]) -> list[Waiting]:
    """Rows with their learners, lessons and whoever grades them: in as many queries however many there are."""
    enrollments = _enrollments([row.enrollment_id for row in rows])
    people = _people([row.claimed_by_id for row in rows if _is_claimed(row)])
    return [
        Waiting(
            row.source,
            row.id,
            enrollments[row.enrollment_id],
            row.lesson_uid,
            row.since,
            people.get(row.claimed_by_id) if _is_claimed(row) else None,
        )
        for row in rows
    ]


def take_next(user: Any, course: Course | None = None, *, after: str = "") -> Waiting | None:
    """Take the oldest piece that nobody else grades, or the one behind `after`; None where there is none."""
    rows = [row for row in queue_for(user, course) if not _is_claimed(row) or row.claimed_by_id == user.id]
    for row in _behind(rows, after):
        try:
            SOURCES[row.source].claim(row.id, user)
        except Refused:  # Somebody was faster.
            continue
        return shown([row])[0]
    return None


def _behind(rows: list[Any], after: str) -> list[Any]:
    """From the row behind this one on, then those before it: who skips one comes back to it last."""
    places = [place for place, row in enumerate(rows) if f"{row.source}-{row.id}" == after]
    start = places[0] + 1 if places else 0
    return rows[start:] + rows[: max(start - 1, 0)]


def _rows(user: Any, course: Course | None = None) -> Any:
    mine = Course.ids(Course.assisted(user))
    inside = select(Enrollment.id).where(Enrollment.course_id.in_(mine))
    if course:
        inside = inside.where(Enrollment.course_id == course.id)
    return union_all(*(_inside(each.waiting().subquery(), inside) for each in SOURCES.values()))


def _inside(waiting: Any, enrollments: Any) -> Any:
    return select(*(waiting.c[name] for name in COLUMNS)).where(waiting.c.enrollment_id.in_(enrollments))


def _is_claimed(row: Any) -> bool:
    return row.claimed_at is not None and row.claimed_at + CLAIM_LASTS > utcnow()


def _enrollments(ids: list[int]) -> dict[int, Enrollment]:
    known = (
        select(Enrollment)
        .where(Enrollment.id.in_(ids))
        .options(
            joinedload(Enrollment.user).undefer(User.has_come),
            joinedload(Enrollment.course).options(Course.edition_option()),
        )
    )
    return {enrollment.id: enrollment for enrollment in db.session.scalars(known)}


def _people(ids: list[int]) -> dict[int, User]:
    return {user.id: user for user in db.session.scalars(select(User).where(User.id.in_(ids)))} if ids else {}
