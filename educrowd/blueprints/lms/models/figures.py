"""What a card says about a course, in the query that reads it: how large it is, and how it is rated."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Numeric, cast, func, select
from sqlalchemy.orm import column_property

from .course import Course
from .edition import Edition, PublishedLesson
from .enrollment import Enrollment
from .review import CourseReview

TABLES = [model.__table__ for model in (Edition, PublishedLesson, Enrollment, CourseReview)]
_editions, _lessons, _enrollments, _reviews = TABLES


def _figure(group: str, expression: Any, *where: Any) -> Any:
    counted = select(expression).where(*where).correlate_except(*TABLES).scalar_subquery()
    return column_property(counted, deferred=True, group=group)


def _of_course(table: Any) -> Any:
    return (table.c.tenant_id == Course.tenant_id) & (table.c.course_id == Course.id)


_is_out = _of_course(_editions) & (_editions.c.number == Course.version)
_of_edition = (_lessons.c.tenant_id == _editions.c.tenant_id) & (_lessons.c.version_id == _editions.c.id)
_is_in = _of_course(_enrollments) & (_enrollments.c.status != "closed")
_is_public = _of_course(_reviews) & (_reviews.c.status == "published")

Course.lessons_count = _figure("size", func.count(_lessons.c.id), _is_out, _of_edition)
Course.learners_count = _figure("size", func.count(_enrollments.c.id), _is_in)
Course.reviews_count = _figure("rating", func.count(_reviews.c.id), _is_public)
Course.rating = _figure("rating", cast(func.round(func.avg(_reviews.c.stars), 1), Numeric(2, 1)), _is_public)
