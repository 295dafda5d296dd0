"""How a course is rated, in the query that reads it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Numeric, and_, cast, func, select
from sqlalchemy.orm import column_property

from .course import Course
from .review import CourseReview

GROUP = "rating"

_reviews = CourseReview.__table__
_public = and_(
    _reviews.c.tenant_id == Course.tenant_id, _reviews.c.course_id == Course.id, _reviews.c.status == "published"
)


def _figure(expression: Any) -> Any:
    counted = select(expression).where(_public).correlate_except(_reviews).scalar_subquery()
    return column_property(counted, deferred=True, group=GROUP)


Course.reviews_count = _figure(func.count(_reviews.c.id))
Course.rating = _figure(cast(func.round(func.avg(_reviews.c.stars), 1), Numeric(2, 1)))
