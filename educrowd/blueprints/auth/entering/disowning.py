"""“That was not me”: a letter's link that puts everybody out and asks for a new password."""

from __future__ import annotations

from educrowd.core.limits import address, throttle

from ..models import Session, SingleUseCode, User
from ..models.link import DISOWN, RESET
from . import taking_back
from .resetting import BadCode


def whose(code: str) -> User | None:
    """Whose account the link is about; looking does not use it up."""
    row = SingleUseCode.peek(code, DISOWN)
    return row.user if row else None


def disown(code: str) -> str:
    """End all sign-ins, and a second step that was begun since; answers a code that sets a new password."""
    throttle("20 per hour", "disown", address())
    redeemed = SingleUseCode.redeem(code, DISOWN)
    if redeemed is None:
        raise BadCode()
    user = redeemed.user
    taking_back.drop_ways_in_since(user, redeemed.created_at)
    Session.end_others(user, but=None)
    SingleUseCode.void(user)
    return SingleUseCode.issue(user, RESET, site_id=redeemed.site_id)
