"""/api/v1/crowdfunding"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort

from educrowd.core.api import ApiBlueprint
from educrowd.core.current import current
from educrowd.core.pages import authorize, find

from ..models import Project

crowdfunding = ApiBlueprint(
    "crowdfunding_api",
    __name__,
    url_prefix="/api/v1/crowdfunding",
    description="Projects, rewards, pledges and the books",
)


def visible_project(id: int) -> Project:
    """The project, for those who may see that it exists."""
    project = find(Project, id=id)
    if not project.visible_to(current.user):
        abort(404)
    return project


def own_project(id: int) -> Project:
    """The project, for those who may edit it."""
    return _allowed(id, Project.editable_by)


def run_project(id: int) -> Project:
    """The project, for those who decide about it."""
    return _allowed(id, Project.run_by)


def fulfilled_project(id: int) -> Project:
    """The project, for those who see its backers."""
    return _allowed(id, Project.fulfilled_by)


def answered_project(id: int) -> Project:
    """The project, for those who answer its backers."""
    return _allowed(id, Project.answerable_by)


def seen_project(id: int) -> Project:
    """The project, for everybody who works on it."""
    return _allowed(id, Project.figures_seen_by)


def _allowed(id: int, may: Callable[[Project, Any], bool]) -> Project:
    project = visible_project(id)
    authorize(may(project, current.user))
    return project
