"""Renewing: each month of a membership is charged once, until its member leaves or the project is stopped."""

from __future__ import annotations

from itertools import groupby

from sqlalchemy import select, text

from educrowd.core.db import db
from educrowd.core.jobs import job
from educrowd.core.payments import Payment, Refund, charge_due
from educrowd.core.tenancy import transaction

from ..collecting.collecting import demand_payment
from ..collecting.settling import settle_project
from ..models import Pledge, Project
from .mailers import send_membership_ended

LEFT = "the member left"
STOPPED = "the project was stopped"


@job(queue="payments")
def renew_due_memberships() -> None:
    """Promise the next month of every membership, of whatever site, whose paid month is over."""
    due = db.session.execute(text("SELECT tenant_id, id FROM app.due_memberships() ORDER BY tenant_id, id")).all()
    for tenant_id, pledges in groupby(due, key=lambda row: row.tenant_id):
        with transaction(tenant_id):
            for pledge in pledges:
                renew.later(pledge.id)


@job(queue="payments")
def renew(pledge_id: int) -> None:
    """Demand the month that has begun, or end what its member or creator has ended; twice does no more than once."""
    pledge = _held(pledge_id)
    if pledge.state != "collected" or not pledge.next_month_at or not pledge.is_month_over:
        return
    project = Project.locked(pledge.project_id, share=True)
    if project.is_suspended:
        return
    if pledge.ends_at:
        _end(pledge, LEFT)
    elif project.state != "live" or project.is_past_deadline:
        _end(pledge, STOPPED)
    elif pledge.payment and not Refund.left_of(pledge.payment):
        return  # Its member gets everything back. Should that fail, it goes on.
    else:
        pledge.refunded_amount = 0
        if pledge.planned:
            pledge.planned.apply()
        demand_payment(pledge)
        charge_due.later()


def _held(pledge_id: int) -> Pledge:
    """The membership and its last payment, in the order in which refunds hold them: none is ordered meanwhile."""
    payment_id = db.session.scalar(select(Pledge.payment_id).where(Pledge.id == pledge_id))
    if payment_id:
        Payment.locked(payment_id)
    return Pledge.locked(pledge_id)


def _end(pledge: Pledge, because: str) -> None:
    pledge.end_membership(because=because)
    send_membership_ended.later(pledge.id)
    settle_project.later(pledge.project_id)
