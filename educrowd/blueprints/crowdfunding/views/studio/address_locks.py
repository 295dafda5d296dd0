"""The day from which addresses stand, and the backers it does not hold for."""

from __future__ import annotations

from flask import url_for

from educrowd.core.access import needs
from educrowd.core.errors import Refused
from educrowd.core.pages import find, flash_error, flash_ok, go

from ...finding import fulfilled_project
from ...models import Pledge
from ...rewards.address_locking import lock_addresses, lock_again, release_addresses, unlock
from ...surveys.forms import AddressLockForm
from ..blueprint import bp
from .surveys import show_surveys


@bp.post("/studio/projects/<int:project_id>/address-lock")
@needs("projects.work")
def set_address_lock(project_id: int):
    project, form = fulfilled_project(project_id), AddressLockForm()
    if not form.validate_on_submit() or form.locks_on.data is None:
        return show_surveys(project, lock_form=form, status=422)
    try:
        lock_addresses(project, on=form.locks_on.data)
    except Refused as refusal:
        form.refuse(refusal)
        return show_surveys(project, lock_form=form, status=refusal.status)
    flash_ok("Noted. Your backers are warned by mail a week and a day before.")
    return go(url_for("crowdfunding.surveys", project_id=project.id))


@bp.post("/studio/projects/<int:project_id>/address-lock/removal")
@needs("projects.work")
def remove_address_lock(project_id: int):
    project = fulfilled_project(project_id)
    release_addresses(project)
    flash_ok("Addresses can be changed.")
    return go(url_for("crowdfunding.surveys", project_id=project.id))


@bp.post("/studio/projects/<int:project_id>/backers/<int:pledge_id>/unlock")
@needs("projects.work")
def unlock_backer(project_id: int, pledge_id: int):
    return _act(project_id, pledge_id, unlock, "This backer may change address and answers now.")


@bp.post("/studio/projects/<int:project_id>/backers/<int:pledge_id>/lock")
@needs("projects.work")
def lock_backer(project_id: int, pledge_id: int):
    return _act(project_id, pledge_id, lock_again, "Locked again.")


def _act(project_id: int, pledge_id: int, verb, words: str):
    pledge = find(Pledge, id=pledge_id, project_id=fulfilled_project(project_id).id)
    try:
        verb(pledge)
        flash_ok(words)
    except Refused as refusal:
        flash_error(refusal.message)
    return go(url_for("crowdfunding.backer", project_id=project_id, pledge_id=pledge.id))
