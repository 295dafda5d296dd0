"""Rewards of a project."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask.views import MethodView
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from educrowd.core.access import PUBLIC, needs
from educrowd.core.api import PageQuery, partial
from educrowd.core.current import current
from educrowd.core.pages import find

from ..finding import own_project, visible_project
from ..launching.creating import add_reward, change_reward, remove_reward, renew_link
from ..models import Reward
from ..rewards.secret_links import opens
from ..schemas import RewardIn, RewardOut, RewardQuery
from .blueprint import crowdfunding


@crowdfunding.route("/projects/<int:id>/rewards/")
class Rewards(MethodView):
    @crowdfunding.arguments(PageQuery, location="query")
    @crowdfunding.page(RewardOut)
    @needs(PUBLIC)
    def get(self, query: dict[str, Any], id: int) -> Select[Reward]:
        """A project's rewards, the smallest first; secret ones for those who run it."""
        project = visible_project(id)
        listed = select(Reward).where(Reward.project_id == project.id).options(joinedload(Reward.project))
        if not project.editable_by(current.user):
            listed = listed.where(Reward.is_secret.is_(False))
        return listed.order_by(Reward.amount, Reward.id)

    @crowdfunding.arguments(RewardIn)
    @crowdfunding.created(RewardOut, at="/api/v1/crowdfunding/rewards/{id}/")
    @needs("projects.work")
    def post(self, body: dict[str, Any], id: int) -> Reward:
        """Add a reward."""
        return add_reward(own_project(id), **body)


@crowdfunding.route("/rewards/<int:id>/")
class OneReward(MethodView):
    @crowdfunding.arguments(RewardQuery, location="query")
    @crowdfunding.response(200, RewardOut)
    @needs(PUBLIC)
    def get(self, query: dict[str, Any], id: int) -> Reward:
        """One reward; a secret one with its key."""
        reward = find(Reward, id=id)
        project = visible_project(reward.project_id)
        if reward.is_secret and not (opens(query.get("key", ""), reward) or project.editable_by(current.user)):
            abort(404)
        return reward

    @crowdfunding.arguments(partial(RewardIn))
    @crowdfunding.response(200, RewardOut)
    @needs("projects.work")
    def patch(self, body: dict[str, Any], id: int) -> Reward:
        """Change what is sent; after the launch the price stands and the quantity may only grow."""
        reward = own_reward(id)
        change_reward(reward, **body)
        return reward

    @crowdfunding.response(204)
    @needs("projects.work")
    def delete(self, id: int) -> None:
        """Delete a reward of a draft."""
        remove_reward(own_reward(id))


@crowdfunding.route("/rewards/<int:id>/link/")
class SecretLink(MethodView):
    @crowdfunding.response(200, RewardOut)
    @needs("projects.work")
    def post(self, id: int) -> Reward:
        """Give a secret reward a new link; the old one opens nothing any more."""
        reward = own_reward(id)
        renew_link(reward)
        return reward


def own_reward(id: int) -> Reward:
    """The reward, for those who run its project."""
    reward = find(Reward, id=id)
    own_project(reward.project_id)
    return reward
