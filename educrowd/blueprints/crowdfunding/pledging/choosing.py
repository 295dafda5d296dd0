"""Choosing: which rewards of a project are there for whom."""

from __future__ import annotations

from collections.abc import Container, Iterable

from ..models import Project, Reward
from ..rewards import secret_links


def choosable(project: Project, *, key: str = "", held: Container[int] = ()) -> list[Reward]:
    """What is listed, the secret one that somebody's link opens, and what they have already."""
    return [
        reward
        for reward in project.rewards
        if (reward.is_sold_late or not project.is_selling_late)
        and (not reward.is_secret or reward.id in held or (key and secret_links.opens(key, reward)))
    ]


def tiers_of(rewards: Iterable[Reward]) -> list[Reward]:
    return [reward for reward in rewards if not reward.is_add_on]


def add_ons_of(rewards: Iterable[Reward]) -> list[Reward]:
    return [reward for reward in rewards if reward.is_add_on]
