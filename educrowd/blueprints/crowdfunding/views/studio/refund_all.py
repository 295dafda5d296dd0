"""Refund everybody: a project that was paid for and will not happen."""

from __future__ import annotations

from flask import url_for

from educrowd.core.access import needs
from educrowd.core.errors import Refused
from educrowd.core.pages import find, flash_error, flash_ok, go, render

from ...models import Project
from ...refunding_all import cancel_and_refund, paid_in
from ..blueprint import bp


@bp.get("/studio/projects/<int:project_id>/refunds")
@needs("money.refund")
def confirm_refund_all(project_id: int):
    project = find(Project, id=project_id)
    count, amount = paid_in(project)
    return render("crowdfunding/studio/refunds/all.html", project=project, count=count, amount=amount)


@bp.post("/studio/projects/<int:project_id>/refunds")
@needs("money.refund", unpaid=True)
def refund_all(project_id: int):
    project = find(Project, id=project_id)
    try:
        cancel_and_refund(project)
    except Refused as refusal:
        flash_error(refusal.message)
        return go(url_for("crowdfunding.confirm_refund_all", project_id=project.id))
    flash_ok("The project is cancelled, and its backers get their money back one after another.")
    return go(url_for("crowdfunding.refunds"))
