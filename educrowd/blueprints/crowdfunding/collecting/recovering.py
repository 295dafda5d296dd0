"""Recovering: the letters to a backer whose card failed, and letting go when the window is over."""

from __future__ import annotations

from sqlalchemy import select

from educrowd.core.db import db
from educrowd.core.jobs import job
from educrowd.core.payments import Payment, abandon

from ..mailers import send_card_problem, send_let_go, send_released
from ..memberships.leaving import leave
from ..memberships.mailers import send_membership_ended
from ..models import Pledge, Recovery
from ..refunds.called_off import BECAUSE as CALLED_OFF
from ..refunds.called_off import finish_when_done
from .settling import settle_project

BATCH = 500
TOO_LATE = "the card could not be charged in time"
CANCELLED = "cancelled by the backer"
# Nobody is asking the provider for these at this moment, so they can be given up.
IDLE = ("due", "declined", "action_required")


def begin_recovery(pledge: Pledge, payment: Payment) -> None:
    """Open the window at the first failure; its first letter leaves now, later failures bring none."""
    write_letters(Recovery.begin(payment, days=pledge.project.recovery_days), pledge.id)


@job(queue="payments")
def look_after_recoveries() -> None:
    """Let go of what was not paid in time; remind the others on their days."""
    drop_unpaid()
    remind()


def remind() -> None:
    """Promise the letters whose day has come; after an outage the latest one speaks for all."""
    waiting = select(Recovery, Pledge.id).join(Pledge, Pledge.payment_id == Recovery.payment_id)
    for recovery, pledge_id in db.session.execute(waiting.where(Recovery.ended_at.is_(None))).all():
        write_letters(recovery, pledge_id)


def write_letters(recovery: Recovery, pledge_id: int) -> None:
    """Promise the letter that is due, in the transaction that writes its row."""
    if days := recovery.due_days():
        send_card_problem.later(pledge_id, days[-1])


def drop_unpaid() -> None:
    """Let go of pledges whose recovery window is over, each in a transaction of its own."""
    for payment_id in db.session.scalars(Recovery.over().with_only_columns(Recovery.payment_id).limit(BATCH)):
        give_up.later(payment_id)


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
