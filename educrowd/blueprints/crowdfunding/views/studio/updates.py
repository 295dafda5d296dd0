"""What a creator tells backers, and what became of the letters."""

from __future__ import annotations

from educrowd.core import updates
from educrowd.core.access import needs
from educrowd.core.pages import render

from ...finding import own_project
from ..blueprint import bp


@bp.get("/studio/projects/<int:project_id>/updates")
@needs("projects.work")
def project_updates(project_id: int):
    project = own_project(project_id)
    return render(
        "crowdfunding/studio/updates/index.html",
        project=project,
        updates=updates.desk().about("project", project.id, with_drafts=True),
        writing_url=updates.desk().writing_url("project", project.id),
    )
