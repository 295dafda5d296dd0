"""What follows the end of a project: money goes back, somebody asks for it, parcels leave, the site is paid out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from educrowd.blueprints.auth.models.user import User
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from educrowd.core.jobs import job
from educrowd.core.payments import ConnectedAccount, refund_payment, request_payout
from educrowd.core.payments.standing import releasable

from ..models import Pledge, Project
from ..refunds.asking_back import approve, ask_back, decline
from ..rewards.fulfilling import Step, mark_deliveries
from .reading import Told, minor, tell

LOOK_AGAIN = timedelta(seconds=10)
NOT_YET = ("live", "funded")


@job(queue="bulk")
def go_on_after_the_end(project_id: int, name: str, owner_id: int) -> None:
    """Wait until every card was tried, then do what the file says; each step has a key, so twice is once."""
    project, told = Project.locked(project_id), tell(name)
    if project.state in NOT_YET or _charging(project):
        go_on_after_the_end.later(project_id, name, owner_id, _at=utcnow() + LOOK_AGAIN)
        return
    current.user = owner = db.session.get_one(User, owner_id)
    paid = _paid(project)
    _send_parcels(project, told, paid)
    _give_back(told, paid, by=owner)
    _ask_back(told, paid, by=owner)
    if payout := told.number("Payout"):
        _pay_out(project, payout * 100, by=owner)


def _charging(project: Project) -> int:
    waiting = select(func.count()).where(Pledge.project_id == project.id, Pledge.state.in_(("active", "charging")))
    return db.session.scalar(waiting) or 0


def _paid(project: Project) -> list[Pledge]:
    """Who has paid, the first backer first; nobody where the goal was missed."""
    paid = select(Pledge).where(Pledge.project_id == project.id, Pledge.state == "collected")
    return list(db.session.scalars(paid.order_by(Pledge.id)))


def _send_parcels(project: Project, told: Told, paid: list[Pledge]) -> None:
    """`Delivered: 4 | shipped`: so many of the first backers; the last such line counts."""
    steps = [Step(pledge.id, status) for count, status in told.each("Delivered") for pledge in paid[: int(count)]]
    mark_deliveries(project, steps)


def _give_back(told: Told, paid: list[Pledge], *, by: Any) -> None:
    """`Refund: 10 | What for`: to one backer after the other, from the second on."""
    for pledge, (amount, note) in zip(paid[1:], told.each("Refund"), strict=False):
        if pledge.payment:
            key = f"demo:pledge:{pledge.id}"
            refund_payment(pledge.payment, minor(amount), reason="requested", key=key, note=note, ordered_by=by)


def _ask_back(told: Told, paid: list[Pledge], *, by: Any) -> None:
    """`Asked: open | Why`, or with an answer: `Asked: declined | Why | Why not`; from the fifth backer on."""
    for pledge, (state, reason, *answer) in zip(paid[4:], told.each("Asked"), strict=False):
        request = ask_back(pledge, reason=reason)
        if state == "approved":
            approve(request, by=by, answer=answer[0])
        if state == "declined":
            decline(request, by=by, answer=answer[0])


def _pay_out(project: Project, amount: int, *, by: Any) -> None:
    account, free = ConnectedAccount.mine(), releasable(project.currency)
    if account and account.payouts_enabled and free >= amount:
        request_payout(by, amount=amount, currency=project.currency, token=f"demo-{project.slug}")
