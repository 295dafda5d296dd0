"""Selling on after a project was funded."""

from __future__ import annotations

from flask import Response, url_for

from educrowd.core.access import needs
from educrowd.core.current import current
from educrowd.core.errors import Refused
from educrowd.core.pages import flash_ok, go, render

from ...finding import run_project
from ...models import Project
from ...rewards.late_forms import LateSaleForm
from ...rewards.selling_late import close_late_sale, open_late_sale
from ..blueprint import bp


@bp.get("/studio/projects/<int:project_id>/late")
@needs("projects.work")
def late_sale(project_id: int):
    project = run_project(project_id)
    form = LateSaleForm(project, formdata=None)
    form.show(project)
    return _show(project, form)


@bp.post("/studio/projects/<int:project_id>/late")
@needs("projects.work")
def update_late_sale(project_id: int):
    project = run_project(project_id)
    form = LateSaleForm(project)
    if not form.validate_on_submit():
        return _show(project, form, status=422)
    try:
        reward_ids = form.reward_ids.data or []
        open_late_sale(project, reward_ids=reward_ids, ends_at=form.ends_at.moment, by=current.user)
    except Refused as refusal:
        form.refuse(refusal)
        return _show(project, form, status=422)
    flash_ok("Late pledges are open.")
    return go(url_for("crowdfunding.late_sale", project_id=project.id))


@bp.post("/studio/projects/<int:project_id>/late/end")
@needs("projects.work")
def end_late_sale(project_id: int):
    project = run_project(project_id)
    close_late_sale(project)
    flash_ok("Late pledges are closed.")
    return go(url_for("crowdfunding.late_sale", project_id=project.id))


def _show(project: Project, form: LateSaleForm, *, status: int = 200) -> Response:
    return render("crowdfunding/studio/projects/late.html", status=status, project=project, form=form)
