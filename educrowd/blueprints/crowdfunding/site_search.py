"""Projects that have some words, for the site's search."""

from __future__ import annotations

from flask import url_for
from sqlalchemy import func

from educrowd.core import registry
from educrowd.core.db import db
from educrowd.core.searching import FARTHEST, Found, having

from .models import Project


@registry.search.offer(order=30)
def projects_with(words: str) -> list[Found]:
    """Projects that everybody may see, by what their page says."""
    begun = func.left(Project.story, FARTHEST).label("begun")
    told = Project.public().with_only_columns(
        Project.id, Project.slug, Project.title, Project.summary, begun, Project.launched_at
    )
    rows = db.session.execute(having(told, words, title=Project.title, summary=Project.summary, body=Project.story))
    return [
        Found(
            "project",
            row.id,
            row.title,
            url_for("crowdfunding.project", slug=row.slug),
            row.summary,
            row.rank,
            row.launched_at,
            row.begun,
        )
        for row in rows
    ]
