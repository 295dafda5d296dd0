"""Rewards in the builder."""

from __future__ import annotations

from flask import url_for

from educrowd.core.access import needs
from educrowd.core.db import db
from educrowd.core.errors import Refused
from educrowd.core.pages import flash_ok, go, render

from ...creating import add_reward, change_reward, renew_link
from ...forms import RewardForm
from ...models import Reward
from ...offering_forms import VariantForm
from ...secret_links import link_to
from ..blueprint import bp
from ..finding import own_project, own_reward
from .projects import show_builder

FIELDS = ("title", "description", "quantity", "delivery", "gives_course", "is_add_on", "is_secret")


@bp.post("/studio/projects/<int:project_id>/rewards")
@needs("projects.work")
def create_reward(project_id: int):
    project = own_project(project_id)
    form = RewardForm(project.currency)
    if not form.validate_on_submit():
        return show_builder(project, reward_form=form, status=422)
    try:
        add_reward(project, **_values(form))
    except Refused as refusal:
        form.refuse(refusal)
        return show_builder(project, reward_form=form, status=422)
    flash_ok("Reward added.")
    return go(url_for("crowdfunding.edit_project", project_id=project.id, _anchor="rewards"))


@bp.get("/studio/rewards/<int:reward_id>/")
@needs("projects.work")
def edit_reward(reward_id: int):
    reward = own_reward(reward_id)
    form = RewardForm(reward.project.currency, formdata=None, obj=reward)
    form.amount.show(reward.amount, reward.project.currency)
    form.opens_at.show(reward.opens_at)
    form.closes_at.show(reward.closes_at)
    return _show(reward, form)


@bp.post("/studio/rewards/<int:reward_id>/")
@needs("projects.work")
def update_reward(reward_id: int):
    reward = own_reward(reward_id)
    form = RewardForm(reward.project.currency)
    if not form.validate_on_submit():
        return _show(reward, form, status=422)
    try:
        change_reward(reward, **_values(form))
    except Refused as refusal:
        form.refuse(refusal)
        return _show(reward, form, status=422)
    flash_ok("Saved.")
    return go(url_for("crowdfunding.edit_project", project_id=reward.project_id, _anchor="rewards"))


@bp.post("/studio/rewards/<int:reward_id>/link")
@needs("projects.work")
def renew_reward_link(reward_id: int):
    reward = own_reward(reward_id)
    renew_link(reward)
    flash_ok("The link is a new one: the old one opens nothing any more.")
    return go(url_for("crowdfunding.edit_reward", reward_id=reward.id, _anchor="secret-link"))


@bp.post("/studio/rewards/<int:reward_id>/deletion")
@needs("projects.work")
def delete_reward(reward_id: int):
    reward = own_reward(reward_id)
    reward.require_untouched()
    project_id = reward.project_id
    db.session.delete(reward)
    flash_ok("Reward removed.")
    return go(url_for("crowdfunding.edit_project", project_id=project_id, _anchor="rewards"))


def _show(reward: Reward, form: RewardForm, *, status: int = 200):
    variant_form = VariantForm(formdata=None, prefix="new-")
    page = "crowdfunding/studio/rewards/edit.html"
    link = link_to(reward) if reward.is_secret else None
    return render(page, status=status, reward=reward, form=form, variant_form=variant_form, secret_link=link)


def _values(form: RewardForm) -> dict:
    values = {name: form[name].data for name in FIELDS}
    return values | {
        "amount": form.amount.minor,
        "description": form.description.data or "",
        "per_backer": form.per_backer.data or 1,
        "opens_at": form.opens_at.moment,
        "closes_at": form.closes_at.moment,
    }
