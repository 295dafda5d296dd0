"""What a pledge is made of, as the API is told; and what it would come to."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask.views import MethodView

from educrowd.core.access import PUBLIC, needs
from educrowd.core.errors import Invalid

from ..finding import visible_project
from ..models import Project, Reward, RewardVariant
from ..pledging.choosing import add_ons_of, choosable
from ..pledging.pricing import Item, Quote
from ..pledging.wishes import Wish
from ..schemas import CompositionIn, QuoteOut
from .blueprint import crowdfunding

COMPOSITION = ("amount", "reward_id", "reward_key", "quantity", "variant_id", "add_ons", "country")


@crowdfunding.route("/projects/<int:id>/quotes/")
class Quotes(MethodView):
    @crowdfunding.arguments(CompositionIn)
    @crowdfunding.response(200, QuoteOut)
    @needs(PUBLIC, unpaid=True)
    def post(self, body: dict[str, Any], id: int) -> Quote:
        """What a pledge would come to, shipping and tax included; nothing is written."""
        project = visible_project(id)
        return changed(Wish(None), project, body).price_at(project)


def composition_in(body: dict[str, Any]) -> dict[str, Any]:
    """The part of a body that says what a pledge is made of."""
    return {name: body[name] for name in COMPOSITION if name in body}


def changed(wish: Wish, project: Project, body: dict[str, Any]) -> Wish:
    """The wish with what the body names put in its place; another reward starts with one piece of no variant."""
    changes: dict[str, Any] = dict(body)
    rewards = choosable(project, key=changes.pop("reward_key", ""), held=wish.held)
    reward = wish.reward
    if "reward_id" in changes:
        reward = _reward(rewards, changes.pop("reward_id"))
    if reward is not wish.reward:
        fresh: dict[str, Any] = {"quantity": 1, "variant_id": None}
        changes = fresh | changes | {"reward": reward}
    if "variant_id" in changes:
        changes["variant"] = _variant(reward, changes.pop("variant_id"))
    if "add_ons" in changes:
        changes["add_ons"] = tuple(_add_on(add_ons_of(rewards), **each) for each in changes["add_ons"])
    return replace(wish, **changes)


def _add_on(add_ons: list[Reward], reward_id: int, variant_id: int | None, quantity: int) -> Item:
    reward = next((each for each in add_ons if each.id == reward_id), None)
    if reward is None:
        raise Invalid("add_ons", "Choose some of this project's add-ons.")
    return Item(reward, quantity, _variant(reward, variant_id))


def _reward(rewards: list[Reward], reward_id: int | None) -> Reward | None:
    if reward_id is None:
        return None
    reward = next((each for each in rewards if each.id == reward_id), None)
    if reward is None:
        raise Invalid("reward_id", "Choose one of this project's rewards.")
    return reward


def _variant(reward: Reward | None, variant_id: int | None) -> RewardVariant | None:
    if variant_id is None:
        return None
    variant = next((each for each in reward.variants if each.id == variant_id), None) if reward else None
    if variant is None:
        raise Invalid("variant_id", "Choose one of this reward's variants.")
    return variant
