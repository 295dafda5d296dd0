"""From an address to what belongs to a project."""

from __future__ import annotations

from flask import abort

from educrowd.core.current import current
from educrowd.core.pages import authorize, find

from ..finding import project_at
from ..models import Match, Reward, Survey
from ..rewards.secret_links import opens


def visible_reward(slug: str, reward_id: int, key: str) -> Reward:
    """The reward, for those who may see its project; a secret one for those who have its key."""
    reward = find(Reward, id=reward_id, project_id=project_at(slug).id)
    return abort(404) if reward.is_secret and not opens(key, reward) else reward


def own_reward(reward_id: int) -> Reward:
    """The reward, for those who may edit its project."""
    reward = find(Reward, id=reward_id)
    authorize(reward.project.editable_by(current.user))
    return reward


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
