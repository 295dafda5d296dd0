"""From an address to a project or reward."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort

from educrowd.core.current import current
from educrowd.core.pages import authorize, find

from ..models import Match, Project, Reward, Survey
from ..rewards.secret_links import opens


def visible_reward(slug: str, reward_id: int, key: str) -> Reward:
    """The reward, for those who may see its project; a secret one for those who have its key."""
    project = find(Project, slug=slug)
    reward = find(Reward, id=reward_id, project_id=project.id)
    if not project.visible_to(current.user) or (reward.is_secret and not opens(key, reward)):
        abort(404)
    return reward


def own_project(project_id: int) -> Project:
    """The project, for those who may edit it."""
    return _allowed(project_id, Project.editable_by)


def run_project(project_id: int) -> Project:
    """The project, for those who decide about it."""
    return _allowed(project_id, Project.run_by)


def fulfilled_project(project_id: int) -> Project:
    """The project, for those who see its backers."""
    return _allowed(project_id, Project.fulfilled_by)


def answered_project(project_id: int) -> Project:
    """The project, for those who answer its backers."""
    return _allowed(project_id, Project.answerable_by)


def seen_project(project_id: int) -> Project:
    """The project, for everybody who works on it."""
    return _allowed(project_id, Project.figures_seen_by)


def own_reward(reward_id: int) -> Reward:
    """The reward, for those who may edit its project."""
    reward = find(Reward, id=reward_id)
    authorize(reward.project.editable_by(current.user))
    return reward


def _allowed(project_id: int, may: Callable[[Project, Any], bool]) -> Project:
    project = find(Project, id=project_id)
    authorize(may(project, current.user))
    return project


def own_survey(survey_id: int) -> Survey:
    """The survey, for those who see its project's backers."""
    survey = find(Survey, id=survey_id)
    authorize(survey.project.fulfilled_by(current.user))
    return survey


def own_match(match_id: int) -> Match:
    """The match, for those who decide about its project."""
    match = find(Match, id=match_id)
    authorize(match.project.run_by(current.user))
    return match
