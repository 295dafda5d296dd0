"""What somebody wants to give and get, and what speaks against it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from educrowd.blueprints.auth.models.user import User
from educrowd.core.db import db
from educrowd.core.errors import Invalid

from ..gifts.giving import Giving
from ..models import PlannedLine, Pledge, PledgeLine, Project, Reward, RewardVariant, WaitlistEntry
from ..models.errors import AlreadyBacking, NotOnOffer, ProjectClosed
from .pricing import Item, Quote, price


@dataclass(frozen=True, slots=True)
class Wish:
    """What a backer wants; `token` is the form's own, so that sending it twice makes one pledge.

    `amount` is for the reward and what is given on top of it, None for just its price; add-ons, shipping and
    tax are added to it. `places` are what a waitlist keeps for the backer. A stranger gives an address that may be
    anybody's, is not told what that person backs, and is known by the `name` typed.
    """

    amount: int | None
    token: str = ""
    reward: Reward | None = None
    quantity: int = 1
    variant: RewardVariant | None = None
    add_ons: tuple[Item, ...] = ()
    country: str = ""
    message: str = ""
    is_anonymous: bool = False
    places: tuple[WaitlistEntry, ...] = ()
    giving: Giving | None = None
    is_strangers: bool = False
    name: str = ""

    @classmethod
    def of(cls, pledge: Pledge) -> Self:
        """What a pledge is made of now, or will be from its next month on."""
        made = pledge.planned or pledge
        tier = next((line for line in made.lines if line.kind == "reward"), None)
        return cls(
            amount=_sum(line for line in made.lines if line.kind in ("reward", "bonus")),
            reward=made.reward,
            quantity=tier.quantity if tier else 1,
            variant=tier.variant if tier else None,
            add_ons=tuple(
                Item(line.reward, line.quantity, line.variant)
                for line in made.lines
                if line.kind == "add_on" and line.reward
            ),
            country=made.country or "",
            message=pledge.message,
            is_anonymous=pledge.is_anonymous,
        )

    @property
    def rewards(self) -> list[Reward]:
        """The reward and the add-ons."""
        return [*([self.reward] if self.reward else []), *(item.reward for item in self.add_ons)]

    @property
    def held(self) -> set[int]:
        """The ids of what its backer may choose although nobody else can."""
        return {reward.id for reward in self.rewards} | {place.reward_id for place in self.places}

    @property
    def places_to_take(self) -> list[WaitlistEntry]:
        """What a waitlist has kept of what is wanted."""
        wanted = {reward.id for reward in self.rewards}
        return [place for place in self.places if place.reward_id in wanted]

    def price_at(self, project: Project) -> Quote:
        """What it comes to, shipping and tax included."""
        tier = Item(self.reward, self.quantity, self.variant) if self.reward else None
        return price(project, tier=tier, amount=self.amount, add_ons=self.add_ons, country=self.country)


def check_wish(project: Project, backer: User, wish: Wish) -> Quote:
    """Refuse early what the database would refuse at the end; answers what it comes to."""
    if not project.is_open:
        _check_late(project, wish)
    quote = wish.price_at(project)
    for reward in wish.rewards:
        if not reward.is_on_offer:
            raise NotOnOffer(reward.title)
    if wish.giving and project.is_monthly:
        raise Invalid("recipient_email", "A membership is for oneself: it cannot be given.")
    if wish.giving:
        wish.giving.check(backer)
    elif not wish.is_strangers and is_backing(project, backer):
        raise AlreadyBacking
    return quote


def _check_late(project: Project, wish: Wish) -> None:
    if not project.is_selling_late:
        raise ProjectClosed
    if wish.reward is None:
        raise Invalid("reward_id", "This project has ended: choose one of the rewards that are still sold.")
    for reward in wish.rewards:
        if not reward.is_sold_late:
            raise NotOnOffer(reward.title)


def is_backing(project: Project, backer: User) -> bool:
    """Whether a pledge of this person already counts."""
    mine = Pledge.backing().filter_by(project_id=project.id, user_id=backer.id, match_id=None, is_gift=False)
    return db.session.scalar(mine.with_only_columns(Pledge.id)) is not None


def _sum(lines: Iterable[PledgeLine | PlannedLine]) -> int:
    return sum(line.amount for line in lines)
