"""The last step of calling a project off: it is cancelled once nobody's money is left with it."""

from __future__ import annotations

from sqlalchemy import exists, or_, select

from educrowd.core.audit import audit
from educrowd.core.db import db
from educrowd.core.jobs import job
from educrowd.core.payments import Dispute, OwedRefund, owe_refund

from ..launching.mailers import send_called_off
from ..models import Pledge, Project

BECAUSE = "the project was cancelled"
UNDER_WAY = ("draft", "active", "charging", "action_required", "errored")


@job(queue="payments")
def finish_calling_off(project_id: int) -> None:
    """Cancel it if nothing is under way any more; before that, and the second time, it does nothing."""
    project = Project.locked(project_id)
    if project.state != "cancelling" or is_under_way(project_id):
        return
    project.state = "cancelled"
    audit("project.cancelled", subject=project, reason=project.cancel_reason)
    send_called_off.later(project.id)


def finish_when_done(project_id: int) -> None:
    """Promise the last step with the news of the last pledge.

    Whoever moves a pledge holds the project's totals until the commit, so that the last one knows to be the last.
    """
    state = db.session.scalar(select(Project.state).where(Project.id == project_id))
    if state == "cancelling" and not is_under_way(project_id):
        finish_calling_off.later(project_id)


def give_back_again(pledge: Pledge) -> None:
    """A refund failed, or money came after all: owe it, so that staff see what the machine cannot give back."""
    if pledge.project.is_called_off and pledge.payment:
        owe_refund(pledge.payment, because=BECAUSE)


def is_under_way(project_id: int) -> bool:
    """Whether anybody may still be charged, or waits for money that nobody owes them by name."""
    payment = Pledge.payment_id
    is_owed = exists().where(OwedRefund.payment_id == payment)
    is_disputed = exists().where(Dispute.payment_id == payment, Dispute.withdrawn_amount > 0)
    waits = (Pledge.state == "collected") & (Pledge.refunded_amount < Pledge.amount) & ~is_owed & ~is_disputed
    open_ones = select(Pledge.id).where(Pledge.project_id == project_id, or_(Pledge.state.in_(UNDER_WAY), waits))
    return db.session.scalar(open_ones.limit(1)) is not None
