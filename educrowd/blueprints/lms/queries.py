"""Reads that span nouns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select

from educrowd.core.db import db

from .models import Course, Edition, Enrollment, Lesson, PublishedLesson, Section


@dataclass(frozen=True, slots=True)
class Size:
    """What the studio says about a course."""

    lessons: int
    learners: int


def having_words(statement: Select[Course], q: str) -> Select[Course]:
    """Of these courses the ones whose title or summary has every word of `q`."""
    for word in q.split():
        has_word = [text.icontains(word, autoescape=True) for text in (Course.title, Course.summary)]
        statement = statement.where(or_(*has_word))
    return statement


def sizes_of(courses: Sequence[Course]) -> dict[int, Size]:
    """Lessons of the drafts, and learners, by course id; two queries however many there are."""
    ids = [course.id for course in courses]
    drafted = select(Section.course_id, func.count(Lesson.id)).join(Section.lessons)
    lessons = _counts(drafted, Section.course_id, ids)
    is_open = Enrollment.status != "closed"
    enrolled = select(Enrollment.course_id, func.count(Enrollment.id)).where(is_open)
    learners = _counts(enrolled, Enrollment.course_id, ids)
    return {id: Size(lessons.get(id, 0), learners.get(id, 0)) for id in ids}


def lessons_of_editions(editions: Sequence[Edition]) -> dict[int, int]:
    """How many lessons each edition has, in one query."""
    ids = [edition.id for edition in editions]
    counted = _counts(select(PublishedLesson.version_id, func.count()), PublishedLesson.version_id, ids)
    return dict.fromkeys(ids, 0) | counted


def published_once(course: Course, uid: str) -> PublishedLesson | None:
    """A lesson as it was published last, whether or not learners still see it."""
    ever = select(PublishedLesson).join(Edition, Edition.id == PublishedLesson.version_id)
    newest = ever.where(Edition.course_id == course.id, PublishedLesson.uid == uid).order_by(Edition.number.desc())
    return db.session.scalars(newest.limit(1)).one_or_none()


def enrollments_visible_to(user: Any) -> Select[Enrollment]:
    """A person's own proven enrollments, those of courses whose learners they look after, all of them for the staff."""
    if user.can("courses.manage"):
        return select(Enrollment)
    taught = Enrollment.course_id.in_(Course.ids(Course.assisted(user)))
    return select(Enrollment).where(or_(Enrollment.held_by(user), taught))


def any_of(listed: Select[Course]) -> bool:
    """Whether there is a course in such a list."""
    return db.session.scalar(Course.ids(listed).limit(1)) is not None


def _counts(statement: Any, column: Any, ids: list[int]) -> dict[int, int]:
    counted: Any = db.session.execute(statement.where(column.in_(ids)).group_by(column))
    return dict(counted.all())
