"""Texts of projects that may show pictures of the site."""

from __future__ import annotations

from sqlalchemy import Select, Text, case, cast, literal, select

from educrowd.core import registry
from educrowd.core.current import current

from .models import Project, Question


@registry.picture_texts.offer(order=40)
def texts_of_projects() -> list[Select]:
    """Stories, risks and answers."""
    told = Project.story + " " + Project.risks
    answers = select(Question.answer.label("text"), *_project()).select_from(Question)
    return [
        select(told.label("text"), *_project()),
        answers.join(Question.project),
    ]


def _project() -> tuple:
    is_known = Project.id.in_(Project.visible(current.user).with_only_columns(Project.id))
    title = case((is_known, Project.title), else_="")
    is_mine = Project.id.in_(Project.editable(current.user).with_only_columns(Project.id).order_by(None))
    url = case((is_mine, literal("/studio/projects/") + cast(Project.id, Text) + "/"), else_="")
    return literal("Project").label("kind"), title.label("title"), url.label("url")
