"""Another amount, reward or word for a pledge that stands; the stock follows."""

from __future__ import annotations

from educrowd.core.db import db

from ..memberships.planning import plan_change
from ..models import Pledge, PledgeAddress
from ..models.errors import Frozen
from ..models.stock import exchange
from .wishes import Wish


def change_pledge(pledge: Pledge, wish: Wish) -> None:
    """Make the pledge what the wish says, until the deadline by the database's clock.

    Of a membership that runs the next month is what changes.
    """
    if pledge.is_monthly and pledge.state not in ("draft", "active"):
        plan_change(pledge, wish)
        return
    is_open = pledge.project.hold_open()
    pledge = Pledge.locked(pledge.id)
    if not is_open or pledge.state not in ("draft", "active"):
        raise Frozen("This pledge can no longer be changed.")
    quote = wish.price_at(pledge.project)
    if pledge.address and wish.country and wish.country != pledge.address.country:
        pledge.address = None
    for place in wish.places_to_take:
        place.take_up(pledge.id)
    exchange([*pledge.lines, *wish.places_to_take], quote.lines)
    pledge.lines = quote.lines
    pledge.because = "changed by the backer"
    pledge.reward_id = wish.reward.id if wish.reward else None
    pledge.amount, pledge.included_tax = quote.total.minor, quote.included_tax.minor
    pledge.country = wish.country or None
    pledge.message, pledge.is_anonymous = wish.message, wish.is_anonymous


def send_to(pledge: Pledge, **parts: str) -> None:
    """Note where the things go; the country is the one that shipping is paid for. A double click notes one."""
    pledge = Pledge.locked(pledge.id)
    db.session.expire(pledge, ["address"])
    if not pledge.takes_address:
        raise Frozen("The address of this pledge can no longer be changed.")
    if pledge.address is None:
        pledge.address = PledgeAddress()
    for name, value in parts.items():
        setattr(pledge.address, name, value)
    pledge.address.country = str(pledge.country)
