"""From an address or id to a project: 404 for whoever may not know of it, 403 for whoever may only look at it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort

from educrowd.core.current import current
from educrowd.core.pages import authorize, find

from .models import Project


def project_at(slug: str) -> Project:
    """The project at a public address, for those who may see that it exists."""
    return _visible(find(Project, slug=slug))


def visible_project(project_id: int) -> Project:
    """The project, for those who may see that it exists."""
    return _visible(find(Project, id=project_id))


def own_project(project_id: int) -> Project:
    """The project, for those who may edit it."""
    return _allowed(project_id, Project.editable_by)


def run_project(project_id: int) -> Project:
    """The project, for those who decide about it."""
    return _allowed(project_id, Project.run_by)


def fulfilled_project(project_id: int) -> Project:
    """The project, for those who see its backers."""
    return _allowed(project_id, Project.fulfilled_by)


def answered_project(project_id: int) -> Project:
    """The project, for those who answer its backers."""
    return _allowed(project_id, Project.answerable_by)


def seen_project(project_id: int) -> Project:
    """The project, for everybody who works on it."""
    return _allowed(project_id, Project.figures_seen_by)


def _visible(project: Project) -> Project:
    return project if project.visible_to(current.user) else abort(404)


def _allowed(project_id: int, may: Callable[[Project, Any], bool]) -> Project:
    project = visible_project(project_id)
    authorize(may(project, current.user))
    return project
