"""One person backs a project: something that can be had, a word with it, a card, an address."""

from __future__ import annotations

from datetime import datetime
from random import Random

from educrowd.blueprints.auth.models.user import User
from educrowd.core.db import db
from educrowd.core.payments import finish_setup
from educrowd.core.payments.rehearsing import can_rehearse, type_card

from ..models import Pledge, PledgeSource, Project, Reward
from ..models.errors import AlreadyBacking, ProjectClosed, SoldOut
from ..pledging import links
from ..pledging.changing import send_to
from ..pledging.pledging import pledge_with_card, start_pledge
from ..pledging.pricing import Item, asks_for_country
from ..pledging.wishes import Wish
from .people import HOMES, SOURCES, WORDS


def back(project: Project, name: str, address: str, *, card: str, came_at: datetime) -> None:
    """Pledge with one of the provider's test cards: by its name, or by its number, typed on the card page.

    The charts count from `came_at`, so that a project of this minute has some days behind it.
    """
    dice = Random(f"{project.slug} {name}")
    person, wish = User.guest(address, name), wish_for(project, name, dice)
    try:
        pledge = _with_typed_card(project, person, wish, card) if card[0].isdigit() else None
        kind = "visa" if card[0].isdigit() else card
        pledge = pledge or pledge_with_card(project, person, wish, payment_method=f"pm_card_{kind}")
        PledgeSource.note(pledge, dice.choice(SOURCES))
        if not pledge.is_monthly:  # Its months are counted from the day on which the first was paid.
            pledge.activated_at = came_at
        if pledge.ships and dice.random() < 0.7:
            send_to(pledge, name=name, **HOMES[str(pledge.country)])
        db.session.commit()
    except (SoldOut, AlreadyBacking, ProjectClosed):
        db.session.rollback()


def wish_for(project: Project, name: str, dice: Random) -> Wish:
    """What somebody wants; the same name for the same pledge, so that a job that runs again finds it made."""
    reward = dice.choice(project.tiers) if dice.random() < 0.9 else None
    return Wish(
        _amount(reward, dice),
        f"{project.slug[:20]}-{name.replace(' ', '').lower()}",
        reward,
        variant=dice.choice(reward.variants) if reward and reward.variants else None,
        add_ons=tuple(Item(add_on) for add_on in project.add_ons if dice.random() < 0.3) if reward else (),
        country=dice.choice(list(HOMES)) if asks_for_country(project, project.rewards) else "",
        message=dice.choice(WORDS) if dice.random() < 0.3 else "",
        is_anonymous=dice.random() < 0.12,
    )


def _with_typed_card(project: Project, person: User, wish: Wish, number: str) -> Pledge | None:
    """A card that the bank will ask about has to be typed; None where nobody can type it."""
    if not can_rehearse():
        return None
    pledge = start_pledge(project, person, wish, page_of=links.return_of)
    db.session.commit()
    if pledge.card and pledge.card.url:
        type_card(pledge.card.url, number, name=person.name, email=person.email)
        finish_setup(pledge.card.id)
    return pledge


def _amount(reward: Reward | None, dice: Random) -> int:
    if reward is None:
        return dice.choice([5_00, 10_00, 20_00])
    return reward.amount + dice.choice([0, 0, 0, 0, 5_00, 10_00])
