"""The staff takes a live project off the site, and puts it back."""

from __future__ import annotations

from flask import url_for

from educrowd.core.access import needs
from educrowd.core.errors import Refused
from educrowd.core.pages import find, flash_ok, go, invalid, render

from ...launching import suspending
from ...launching.forms import ResumptionForm, SuspensionForm
from ...models import Project
from ..blueprint import bp

ASK = "crowdfunding/studio/projects/suspend.html"
ASK_BACK = "crowdfunding/studio/projects/resume.html"


@bp.get("/studio/projects/<int:project_id>/suspension")
@needs("projects.manage")
def ask_to_suspend(project_id: int):
    project = find(Project, id=project_id)
    if project.is_suspended:
        return render(ASK_BACK, project=project, form=ResumptionForm(formdata=None))
    return render(ASK, project=project, form=SuspensionForm(formdata=None))


@bp.post("/studio/projects/<int:project_id>/suspension")
@needs("projects.manage")
def suspend_project(project_id: int):
    project, form = find(Project, id=project_id), SuspensionForm()
    if not form.validate():
        return invalid(ASK, form, project=project)
    try:
        suspending.suspend_project(project, reason=form.reason.data or "")
    except Refused as refusal:
        form.refuse(refusal)
        return invalid(ASK, form, project=project)
    flash_ok("Suspended. Its creator gets a letter with your words.")
    return go(url_for("crowdfunding.edit_project", project_id=project_id))


@bp.post("/studio/projects/<int:project_id>/resumption")
@needs("projects.manage")
def resume_project(project_id: int):
    project, form = find(Project, id=project_id), ResumptionForm()
    suspending.resume_project(project, gives_time_back=form.gives_time_back.data)
    flash_ok("The project is on the site again.")
    return go(url_for("crowdfunding.edit_project", project_id=project_id))
