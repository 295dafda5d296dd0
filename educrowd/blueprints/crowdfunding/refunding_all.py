"""Giving everybody their money back: a project that was paid for and will not happen."""

from __future__ import annotations

from sqlalchemy import func, select

from educrowd.core.audit import audit
from educrowd.core.db import db
from educrowd.core.errors import Refused
from educrowd.core.jobs import job
from educrowd.core.payments import Refund, refund_payment, refundable

from .models import Pledge, Project
from .recovering import give_up

BATCH = 100
PAID_STATES = ("collecting", "settled", "cancelled", "failed")


class NothingPaid(Refused):
    """Only a project whose cards were charged can give money back."""


def cancel_and_refund(project: Project) -> Project:
    """End a project whose cards were charged; jobs give the money back, a batch in each run."""
    project = Project.locked(project.id)
    if project.state not in PAID_STATES or not paid_in(project)[0]:
        raise NothingPaid("No backer of this project has paid, or the cards are being charged right now.")
    if project.state in ("collecting", "settled"):
        project.state = "cancelled"
    audit("project.refunded", subject=project, amount=project.totals.collected_amount)
    refund_backers.later(project.id)
    for payment_id in _declined(project):
        give_up.later(payment_id, "the project was cancelled")
    return project


def paid_in(project: Project) -> tuple[int, int]:
    """How many backers have paid, and how much of that was not given back."""
    paid = select(func.count(), func.coalesce(func.sum(Pledge.amount - Pledge.refunded_amount), 0))
    count, amount = db.session.execute(paid.where(Pledge.project_id == project.id, Pledge.state == "collected")).one()
    return int(count), int(amount)


@job(queue="payments")
def refund_backers(project_id: int, after: int = 0) -> None:
    """Order the next refunds; a run that dies is begun again at the same place, and the keys say who has theirs."""
    collected = select(Pledge).where(Pledge.project_id == project_id, Pledge.state == "collected", Pledge.id > after)
    pledges = db.session.scalars(collected.order_by(Pledge.id).limit(BATCH)).all()
    for pledge in pledges:
        if pledge.payment and refundable(pledge.payment):
            key = f"project:{project_id}:{pledge.id}:{len(Refund.of(pledge.payment))}"
            refund_payment(pledge.payment, reason="cancelled", key=key, note="everybody gets their money back")
    if len(pledges) == BATCH:
        refund_backers.later(project_id, pledges[-1].id)


def _declined(project: Project) -> list[int]:
    waiting = Pledge.state.in_(("action_required", "errored"))
    found = select(Pledge.payment_id).where(Pledge.project_id == project.id, waiting, Pledge.payment_id.is_not(None))
    return [payment_id for payment_id in db.session.scalars(found) if payment_id]
