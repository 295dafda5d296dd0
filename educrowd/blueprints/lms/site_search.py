"""Courses that have some words, for the site's search."""

from __future__ import annotations

from flask import url_for
from sqlalchemy import func

from educrowd.core import registry
from educrowd.core.db import db
from educrowd.core.searching import FARTHEST, Found, having

from .models import Course


@registry.search.offer(order=20)
def courses_with(words: str) -> list[Found]:
    """Published courses, by what their page says; lessons are found inside of a course."""
    begun = func.left(Course.description, FARTHEST).label("begun")
    told = Course.published().with_only_columns(
        Course.id, Course.slug, Course.title, Course.summary, begun, Course.published_at
    )
    rows = db.session.execute(having(told, words, title=Course.title, summary=Course.summary, body=Course.description))
    return [
        Found(
            "course",
            row.id,
            row.title,
            url_for("lms.course", slug=row.slug),
            row.summary,
            row.rank,
            row.published_at,
            row.begun,
        )
        for row in rows
    ]
