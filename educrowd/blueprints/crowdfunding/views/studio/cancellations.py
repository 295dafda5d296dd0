"""A creator gives up: from the queue, before the launch, or before the deadline."""

from __future__ import annotations

from flask import url_for

from educrowd.core.access import needs
from educrowd.core.current import current
from educrowd.core.errors import Refused
from educrowd.core.pages import flash_ok, go, invalid, render

from ... import cancelling, reviewing
from ...review_forms import CancellationForm
from ..blueprint import bp
from ..finding import own_project

ASK = "crowdfunding/studio/projects/cancel.html"


@bp.post("/studio/projects/<int:project_id>/withdrawal")
@needs("projects.create")
def withdraw_project(project_id: int):
    reviewing.withdraw_project(own_project(project_id), by=current.user)
    flash_ok("It is a draft again.")
    return go(url_for("crowdfunding.edit_project", project_id=project_id))


@bp.get("/studio/projects/<int:project_id>/cancellation")
@needs("projects.create")
def ask_to_cancel(project_id: int):
    return render(ASK, project=own_project(project_id), form=CancellationForm(formdata=None))


@bp.post("/studio/projects/<int:project_id>/cancellation")
@needs("projects.create", unpaid=True)
def cancel_project(project_id: int):
    project, form = own_project(project_id), CancellationForm()
    if not form.validate():
        return invalid(ASK, form, project=project)
    try:
        cancelling.cancel_project(project, reason=form.reason.data or "")
    except Refused as refusal:
        form.refuse(refusal)
        return invalid(ASK, form, project=project)
    flash_ok("Cancelled. Its backers get a letter, and nobody is charged.")
    return go(url_for("crowdfunding.edit_project", project_id=project_id))
