"""Refund everybody once more: a project that will not happen, where some refunds failed."""

from __future__ import annotations

from flask import url_for

from educrowd.core.access import needs
from educrowd.core.errors import Refused
from educrowd.core.pages import find, flash_error, flash_ok, go, render

from ...models import Project
from ...refunds.calling_off import STOPPABLE_STATES, figures_of, give_back_all
from ..blueprint import bp


@bp.get("/studio/projects/<int:project_id>/refunds")
@needs("money.refund")
def confirm_refund_all(project_id: int):
    project = find(Project, id=project_id)
    if project.state in STOPPABLE_STATES:
        return go(url_for("crowdfunding.ask_to_cancel", project_id=project.id))
    return render("crowdfunding/studio/refunds/all.html", project=project, figures=figures_of(project))


@bp.post("/studio/projects/<int:project_id>/refunds")
@needs("money.refund", unpaid=True)
def refund_all(project_id: int):
    project = find(Project, id=project_id)
    try:
        give_back_all(project)
    except Refused as refusal:
        flash_error(refusal.message)
        return go(url_for("crowdfunding.confirm_refund_all", project_id=project.id))
    flash_ok("Its backers get their money back one after another.")
    return go(url_for("crowdfunding.refunds"))
