"""Who backs a project, for those who run it."""

from __future__ import annotations

from educrowd.core.access import needs
from educrowd.core.pages import paginate, render

from ...queries import backers_of
from ..blueprint import bp
from ..finding import own_project


@bp.get("/studio/projects/<int:project_id>/backers")
@needs("projects.create")
def backers(project_id: int):
    project = own_project(project_id)
    return render(
        "crowdfunding/studio/pledges/index.html", project=project, page=paginate(backers_of(project), per_page=50)
    )
