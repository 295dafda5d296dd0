"""From an address to a project or reward."""

from __future__ import annotations

from educrowd.core.current import current
from educrowd.core.pages import authorize, find

from ..models import Project, Reward


def own_project(project_id: int) -> Project:
    """The project, for those who may edit it."""
    project = find(Project, id=project_id)
    authorize(project.editable_by(current.user))
    return project


def own_reward(reward_id: int) -> Reward:
    """The reward, for those who may edit its project."""
    reward = find(Reward, id=reward_id)
    authorize(reward.project.editable_by(current.user))
    return reward
