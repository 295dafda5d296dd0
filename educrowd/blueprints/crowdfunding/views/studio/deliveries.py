"""Rewards on their way: one backer's, or those of a list at once."""

from __future__ import annotations

from flask import request, url_for

from educrowd.core.access import needs
from educrowd.core.errors import Refused
from educrowd.core.pages import find, flash_error, flash_ok, go

from ...backers.forms import BulkDeliveryForm, DeliveryForm
from ...finding import fulfilled_project
from ...limits import DELIVERIES
from ...models import Pledge
from ...rewards.fulfilling import Step, mark_deliveries, mark_delivery
from ..blueprint import bp
from .pledges import show_backer


@bp.post("/studio/projects/<int:project_id>/deliveries")
@needs("projects.work")
def mark_chosen(project_id: int):
    project, form = fulfilled_project(project_id), BulkDeliveryForm()
    chosen = request.form.getlist("listed" if "all" in request.form else "pledge_id", type=int)[:DELIVERIES]
    if not chosen or not form.validate():
        flash_error("Choose backers and a status.")
    else:
        marked = mark_deliveries(project, [Step(pledge_id, form.status.data) for pledge_id in chosen])
        flash_ok(f"{len(marked.changed)} marked. Their backers hear of it when something is shipped or has arrived.")
    # The list as it was filtered.
    query = request.query_string.decode()
    return go(url_for("crowdfunding.backers", project_id=project.id) + (f"?{query}" if query else ""))


@bp.post("/studio/projects/<int:project_id>/backers/<int:pledge_id>/delivery")
@needs("projects.work")
def mark_one(project_id: int, pledge_id: int):
    project, form = fulfilled_project(project_id), DeliveryForm()
    pledge = find(Pledge, id=pledge_id, project_id=project.id)
    if not form.validate():
        return show_backer(pledge, form=form, status=422)
    try:
        mark_delivery(pledge, status=form.status.data, tracking=form.tracking.data or "")
    except Refused as refusal:
        form.refuse(refusal)
        return show_backer(pledge, form=form, status=422)
    flash_ok("Saved.")
    return go(url_for("crowdfunding.backer", project_id=project.id, pledge_id=pledge.id))
