"""Recovering: the letters to a backer whose card failed, and letting go when the window is over."""

from __future__ import annotations

from sqlalchemy import select

from educrowd.core.db import db
from educrowd.core.jobs import job
from educrowd.core.payments import Recovery, abandon

from ..mailers import send_card_problem, send_let_go, send_released
from ..memberships.leaving import leave
from ..memberships.mailers import send_membership_ended
from ..models import Pledge
from ..refunds.called_off import BECAUSE as CALLED_OFF
from ..refunds.called_off import finish_when_done
from .settling import settle_project

TOO_LATE = "the card could not be charged in time"
CANCELLED = "cancelled by the backer"
# Nobody is asking the provider for these at this moment, so they can be given up.
IDLE = ("due", "declined", "action_required")


def ask_backer(payment_id: int, day: int) -> None:
    """Promise the letter of this day about a card that was not charged."""
    if pledge_id := db.session.scalar(select(Pledge.id).where(Pledge.payment_id == payment_id)):
        send_card_problem.later(pledge_id, day)


@job(queue="payments")
def give_up(payment_id: int, because: str = TOO_LATE) -> None:
    """Stop asking, at the provider too, and offer the reward again; twice does no more than once."""
    if not abandon(payment_id):
        return
    Recovery.end(payment_id)
    pledge = db.session.scalars(select(Pledge).where(Pledge.payment_id == payment_id).with_for_update()).one()
    if pledge.needs_its_backer or pledge.state == "charging":
        pledge.let_go("dropped", because=because)
        pledge.announce_end()
        settle_project.later(pledge.project_id)
        _tell_dropped(pledge, because)
    finish_when_done(pledge.project_id)


def _tell_dropped(pledge: Pledge, because: str) -> None:
    if because == CALLED_OFF:
        send_released.later(pledge.id)
    elif because == TOO_LATE:
        letter = send_membership_ended if pledge.is_monthly else send_let_go
        letter.later(pledge.id)


def cancel_pledge(pledge: Pledge) -> None:
    """Take a pledge back: until the deadline, or while its charge at once has not gone through; or leave."""
    if pledge.is_member:
        leave(pledge)
    elif pledge.charges_at_once and pledge.needs_its_backer and pledge.payment_id:
        give_up(pledge.payment_id, CANCELLED)
    else:
        pledge.cancel()
