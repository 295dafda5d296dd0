"""Stopping a membership: what that means, and the act."""

from __future__ import annotations

from flask import url_for

from educrowd.core.access import needs
from educrowd.core.pages import flash_ok, go, render

from ...finding import run_project
from ...memberships import stopping
from ...models.errors import Frozen
from ..blueprint import bp


@bp.get("/studio/projects/<int:project_id>/stop")
@needs("projects.work")
def ask_to_stop(project_id: int):
    project = run_project(project_id)
    if not project.is_stoppable:
        raise Frozen("Only a membership that runs can be stopped.")
    return render("crowdfunding/studio/projects/stop.html", project=project)


@bp.post("/studio/projects/<int:project_id>/stop")
@needs("projects.work", unpaid=True)
def stop_project(project_id: int):
    stopping.stop_project(run_project(project_id))
    flash_ok("Stopped. Members get a letter, and nobody is charged again.")
    return go(url_for("crowdfunding.edit_project", project_id=project_id))
