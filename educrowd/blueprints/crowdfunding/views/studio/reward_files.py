"""Files of a reward in the builder: add, look at, remove, and tell backers."""

from __future__ import annotations

from flask import url_for

from educrowd.core.access import needs
from educrowd.core.documents import send_document
from educrowd.core.errors import Refused
from educrowd.core.pages import find, flash_error, flash_ok, go

from ...models import Reward, RewardFile
from ...rewards.file_form import RewardFileForm
from ...rewards.file_letters import tell_of_files
from ...rewards.filing import add_file, remove_file
from ..blueprint import bp
from ..finding import own_reward
from .rewards import show_reward


@bp.post("/studio/rewards/<int:reward_id>/files")
@needs("projects.work")
def create_reward_file(reward_id: int):
    reward, form = own_reward(reward_id), RewardFileForm()
    if not form.validate_on_submit():
        return show_reward(reward, file_form=form, status=422)
    try:
        file = add_file(reward, name=form.name, data=form.content)
    except Refused as refusal:
        form.refuse(refusal)
        return show_reward(reward, file_form=form, status=422)
    flash_ok(f"“{file.name}” is added.")
    return _back(reward)


@bp.get("/studio/reward-files/<int:file_id>")
@needs("projects.work")
def reward_file(file_id: int):
    file = _own_file(file_id)
    return send_document(file.public_id, file.name, file.media_type)


@bp.post("/studio/reward-files/<int:file_id>/deletion")
@needs("projects.work")
def delete_reward_file(file_id: int):
    file = _own_file(file_id)
    remove_file(file)
    flash_ok(f"“{file.name}” is removed: nobody can download it any more.")
    return _back(file.reward)


@bp.post("/studio/rewards/<int:reward_id>/file-letters")
@needs("projects.work")
def create_file_letters(reward_id: int):
    reward = own_reward(reward_id)
    try:
        told = tell_of_files(reward)
    except Refused as refusal:
        flash_error(refusal.message)
        return _back(reward)
    flash_ok(f"{told} {'backer gets' if told == 1 else 'backers get'} a letter.")
    return _back(reward)


def _own_file(file_id: int) -> RewardFile:
    file = find(RewardFile, id=file_id)
    own_reward(file.reward_id)
    return file


def _back(reward: Reward):
    return go(url_for("crowdfunding.edit_reward", reward_id=reward.id, _anchor="files"))
