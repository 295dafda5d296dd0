"""Giving up: from the queue, before the launch or the deadline; after cards were charged the staff calls it off."""

from __future__ import annotations

from typing import Any

from flask import url_for

from educrowd.core.access import needs
from educrowd.core.current import current
from educrowd.core.errors import Refused
from educrowd.core.pages import authorize, flash_ok, go, invalid, render

from ...finding import run_project
from ...launching import reviewing
from ...launching.cancelling import cancel_project as cancel_unpaid
from ...launching.forms import CancellationForm
from ...models import Project
from ...refunds.calling_off import call_off, calls_for_refunds, figures_of
from ..blueprint import bp

ASK = "crowdfunding/studio/projects/cancel.html"
UNPAID = "Cancelled. Its backers get a letter, and nobody is charged."
PAID = "Its backers get their money back one after another. The project is cancelled when all of them have it."


@bp.post("/studio/projects/<int:project_id>/withdrawal")
@needs("projects.work")
def withdraw_project(project_id: int):
    reviewing.withdraw_project(run_project(project_id), by=current.user)
    flash_ok("It is a draft again.")
    return go(url_for("crowdfunding.edit_project", project_id=project_id))


@bp.get("/studio/projects/<int:project_id>/cancellation")
@needs("projects.work")
def ask_to_cancel(project_id: int):
    project = run_project(project_id)
    if project.is_stoppable and calls_for_refunds(project):
        return go(url_for("crowdfunding.ask_to_stop", project_id=project_id))
    return render(ASK, form=CancellationForm(formdata=None), **_shown(project))


@bp.post("/studio/projects/<int:project_id>/cancellation")
@needs("projects.work", unpaid=True)
def cancel_project(project_id: int):
    project, form = run_project(project_id), CancellationForm()
    if not form.validate():
        return invalid(ASK, form, **_shown(project))
    is_paid = calls_for_refunds(project)
    try:
        _cancel(project, form.reason.data or "", is_paid=is_paid)
    except Refused as refusal:
        form.refuse(refusal)
        return invalid(ASK, form, **_shown(project))
    flash_ok(PAID if is_paid else UNPAID)
    return go(url_for("crowdfunding.edit_project", project_id=project_id))


def _cancel(project: Project, reason: str, *, is_paid: bool) -> None:
    if is_paid:
        authorize(current.user.can("money.refund"))
        call_off(project, reason=reason)
    else:
        cancel_unpaid(project, reason=reason)


def _shown(project: Project) -> dict[str, Any]:
    return {"project": project, "figures": figures_of(project) if calls_for_refunds(project) else None}
