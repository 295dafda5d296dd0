"""What somebody wants to give and get, and what speaks against it."""

from __future__ import annotations

from dataclasses import dataclass

from educrowd.blueprints.auth.models.user import User
from educrowd.core import money
from educrowd.core.db import db
from educrowd.core.errors import Invalid

from .models import Pledge, Project, Reward
from .models.errors import AlreadyBacking, ProjectClosed


@dataclass(frozen=True, slots=True)
class Wish:
    """What a backer wants; `token` is the form's own, so that sending it twice makes one pledge."""

    amount: int
    token: str
    reward: Reward | None = None
    is_anonymous: bool = False


def check_wish(project: Project, backer: User, wish: Wish) -> None:
    """Refuse early what the database would refuse at the end."""
    if not project.is_open:
        raise ProjectClosed
    check_amount(project, wish.amount, wish.reward)
    if is_backing(project, backer):
        raise AlreadyBacking


def check_amount(project: Project, amount: int, reward: Reward | None) -> None:
    """Refuse what no card can be charged, and less than the reward costs."""
    money.chargeable(amount, project.currency)
    if reward and reward.project_id != project.id:
        raise Invalid("reward_id", "Choose one of this project's rewards.")
    if reward and amount < reward.amount:
        raise Invalid("amount", f"This reward is for {money.display(reward.amount, project.currency)} or more.")


def is_backing(project: Project, backer: User) -> bool:
    """Whether a pledge of this person already counts."""
    mine = Pledge.backing().where(Pledge.project_id == project.id, Pledge.user_id == backer.id)
    return db.session.scalar(mine.with_only_columns(Pledge.id)) is not None
