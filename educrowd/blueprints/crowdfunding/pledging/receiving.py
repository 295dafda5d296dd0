"""Who gets what a pledge brings: its backer, or whom it is given to once they were told."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, false, or_, select
from sqlalchemy.orm import joinedload

from educrowd.blueprints.auth.models.user import User
from educrowd.core.db import db

from ..gifts import links as gift_links
from ..models import Gift, Pledge
from . import links


def receivers_page(pledge: Pledge, *steps: str) -> str:
    """The signed address of who gets it, which opens nothing of who pays for it."""
    return gift_links.page_of(pledge.gift, *steps) if pledge.gift else links.page_of(pledge.public_id, *steps)


def has_receiver() -> ColumnElement[bool]:
    """Pledges whose receiver may be written to: nobody hears of a gift before its day."""
    return or_(Pledge.is_gift.is_(False), Pledge.gift.has(Gift.told_at.is_not(None)))


def gifts_of(user: User) -> Select[Gift]:
    """What a person was given on this site, newest first; an account that nobody has proven holds none."""
    mine = Gift.recipient_id == user.id if user.is_verified else false()
    seen = joinedload(Gift.pledge)
    return select(Gift).where(mine).options(seen.joinedload(Pledge.user)).order_by(Gift.id.desc())


def received(user: User) -> list[Gift]:
    return list(db.session.scalars(gifts_of(user).limit(200)))
