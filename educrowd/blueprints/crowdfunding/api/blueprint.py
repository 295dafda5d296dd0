"""/api/v1/crowdfunding"""

from __future__ import annotations

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
    project = visible_project(id)
    authorize(project.editable_by(current.user))
    return project
