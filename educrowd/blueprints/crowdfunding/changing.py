"""Another amount or reward for a pledge that stands."""

from __future__ import annotations

from .models import Pledge, Reward
from .models.errors import Frozen
from .wishes import check_amount


def change_pledge(pledge: Pledge, *, reward: Reward | None, amount: int | None = None, **changes: bool) -> None:
    """Another amount or reward, until the deadline; the stock follows."""
    if pledge.state not in ("draft", "active") or not pledge.project.hold_open():
        raise Frozen("This pledge can no longer be changed.")
    check_amount(pledge.project, amount or pledge.amount, reward)
    if reward is not pledge.reward:
        _exchange(pledge, reward)
    pledge.amount = amount or pledge.amount
    pledge.is_anonymous = changes.get("is_anonymous", pledge.is_anonymous)


def _exchange(pledge: Pledge, reward: Reward | None) -> None:
    if reward:
        reward.take()
    if pledge.reward:
        pledge.reward.give_back()
    pledge.reward_id = reward.id if reward else None
