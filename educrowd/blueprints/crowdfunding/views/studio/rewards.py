"""Rewards in the builder."""

from __future__ import annotations

from flask import url_for

from educrowd.core.access import needs
from educrowd.core.errors import Refused
from educrowd.core.pages import flash_ok, go, render

from ...finding import own_project
from ...forms import RewardForm
from ...launching.creating import add_reward, change_reward, remove_reward, renew_link
from ...models import Reward
from ...rewards.file_form import RewardFileForm
from ...rewards.file_letters import untold
from ...rewards.filing import files_of
from ...rewards.offering_forms import VariantForm
from ...rewards.secret_links import link_to
from ..blueprint import bp
from ..finding import own_reward
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
    return show_reward(own_reward(reward_id))


@bp.post("/studio/rewards/<int:reward_id>/")
@needs("projects.work")
def update_reward(reward_id: int):
    reward = own_reward(reward_id)
    form = RewardForm(reward.project.currency)
    if not form.validate_on_submit():
        return show_reward(reward, form, status=422)
    try:
        change_reward(reward, **_values(form))
    except Refused as refusal:
        form.refuse(refusal)
        return show_reward(reward, form, status=422)
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
    project_id = reward.project_id
    remove_reward(reward)
    flash_ok("Reward removed.")
    return go(url_for("crowdfunding.edit_project", project_id=project_id, _anchor="rewards"))


def show_reward(
    reward: Reward, form: RewardForm | None = None, *, file_form: RewardFileForm | None = None, status: int = 200
):
    """The page of a reward with the forms below it; one that was refused keeps what was typed."""
    page = "crowdfunding/studio/rewards/edit.html"
    shown = {
        "form": form or _filled(reward),
        "variant_form": VariantForm(formdata=None, prefix="new-"),
        "file_form": file_form or RewardFileForm(formdata=None),
        "files": files_of(reward),
        "untold": untold(reward),
        "secret_link": link_to(reward) if reward.is_secret else None,
    }
    return render(page, status=status, reward=reward, **shown)


def _filled(reward: Reward) -> RewardForm:
    form = RewardForm(reward.project.currency, formdata=None, obj=reward)
    form.amount.show(reward.amount, reward.project.currency)
    form.opens_at.show(reward.opens_at)
    form.closes_at.show(reward.closes_at)
    return form


def _values(form: RewardForm) -> dict:
    values = {name: form[name].data for name in FIELDS}
    return values | {
        "amount": form.amount.minor,
        "description": form.description.data or "",
        "per_backer": form.per_backer.data or 1,
        "opens_at": form.opens_at.moment,
        "closes_at": form.closes_at.moment,
    }
