"""Rewards in the builder."""

from __future__ import annotations

from flask import url_for

from educrowd.core.access import needs
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Refused
from educrowd.core.pages import authorize, find, flash_ok, go, invalid, render

from ..creating import add_reward
from ..forms import RewardForm
from ..models import Reward
from .blueprint import bp
from .studio import editable, show_builder

FIELDS = ("title", "description", "quantity", "delivery", "gives_course")


@bp.post("/studio/projects/<int:project_id>/rewards")
@needs("projects.create")
def create_reward(project_id: int):
    project = editable(project_id)
    form = RewardForm(project.currency)
    if not form.validate_on_submit():
        return show_builder(project, reward_form=form, status=422)
    try:
        add_reward(project, **_values(form))
    except Refused as refusal:
        form.refuse(refusal)
        return show_builder(project, reward_form=form, status=422)
    flash_ok("Reward added.")
    return go(url_for("crowdfunding.build", project_id=project.id, _anchor="rewards"))


@bp.get("/studio/rewards/<int:reward_id>/")
@needs("projects.create")
def edit_reward(reward_id: int):
    reward = _reward(reward_id)
    form = RewardForm(reward.project.currency, formdata=None, obj=reward)
    form.amount.show(reward.amount, reward.project.currency)
    return render("crowdfunding/studio/reward.html", reward=reward, form=form)


@bp.post("/studio/rewards/<int:reward_id>/")
@needs("projects.create")
def update_reward(reward_id: int):
    reward = _reward(reward_id)
    form = RewardForm(reward.project.currency)
    if not form.validate_on_submit():
        return invalid("crowdfunding/studio/reward.html", form, reward=reward)
    try:
        reward.change(**_values(form))
    except Refused as refusal:
        form.refuse(refusal)
        return invalid("crowdfunding/studio/reward.html", form, reward=reward)
    flash_ok("Saved.")
    return go(url_for("crowdfunding.build", project_id=reward.project_id, _anchor="rewards"))


@bp.post("/studio/rewards/<int:reward_id>/deletion")
@needs("projects.create")
def delete_reward(reward_id: int):
    reward = _reward(reward_id)
    reward.require_untouched()
    project_id = reward.project_id
    db.session.delete(reward)
    flash_ok("Reward removed.")
    return go(url_for("crowdfunding.build", project_id=project_id, _anchor="rewards"))


def _reward(reward_id: int) -> Reward:
    reward = find(Reward, id=reward_id)
    authorize(reward.project.editable_by(current.user))
    return reward


def _values(form: RewardForm) -> dict:
    values = {name: form[name].data for name in FIELDS}
    return values | {"amount": form.amount.minor, "description": form.description.data or ""}
