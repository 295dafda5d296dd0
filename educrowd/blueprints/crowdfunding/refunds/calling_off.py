"""Calling a project off after cards were charged: everybody gets their money back, then it is cancelled."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from educrowd.core import ledger
from educrowd.core.audit import audit
from educrowd.core.db import db
from educrowd.core.errors import Refused
from educrowd.core.jobs import job
from educrowd.core.money import Money
from educrowd.core.payments import Payment, Refund, refund_payment, refundable

from ..collecting.closing import release_pledges
from ..collecting.recovering import IDLE, give_up
from ..matching.closing import forget_invitations, release_all
from ..models import Pledge, Project
from ..signals import project_failed
from .called_off import BECAUSE, finish_calling_off

BATCH = 100
CHARGED_STATES = ("charging", "collected", "action_required", "errored", "disputed")
STOPPABLE_STATES = ("live", "funded", "collecting", "settled")
REPEATABLE_STATES = ("cancelling", "cancelled", "failed")


class NothingPaid(Refused):
    """Only a project whose cards were charged can give money back."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What calling off comes to: who is paid back and how much, and what is lost with it."""

    paid: int
    amount: Money
    let_go: int
    disputed: int
    lost_fees: Money
    lacking: Money


def calls_for_refunds(project: Project) -> bool:
    """Whether cards were charged for it, or are being charged."""
    charged = select(Pledge.id).where(Pledge.project_id == project.id, Pledge.state.in_(CHARGED_STATES))
    return db.session.scalar(charged.limit(1)) is not None


def figures_of(project: Project) -> Figures:
    """The figures of a confirmation; `lacking` is what the account must be topped up with, by the books."""
    paid, amount, fees, returned = _paid(project)
    counts = _counts(project)
    at_hand = max(0, ledger.balance("psp_balance", project.currency)) + returned
    return Figures(
        paid=paid,
        amount=Money(amount, project.currency),
        let_go=sum(counts.get(state, 0) for state in ("active", "charging", "action_required", "errored")),
        disputed=counts.get("disputed", 0),
        lost_fees=Money(fees, project.currency),
        lacking=Money(max(0, amount - at_hand), project.currency),
    )


def call_off(project: Project, *, reason: str) -> Project:
    """Take it off the site and begin to give the money back; jobs do the rest, a batch in each run."""
    project = Project.locked(project.id)
    if project.state in REPEATABLE_STATES:
        return give_back_all(project)
    if project.is_monthly:
        raise NothingPaid("Members have had what they paid for: stop the membership instead.")
    if project.state not in STOPPABLE_STATES or not calls_for_refunds(project):
        raise NothingPaid("No backer of this project has paid.")
    release_all(project, because=BECAUSE)
    forget_invitations(project)
    project.end_early("cancelling", reason=reason)
    audit("project.called_off", subject=project, reason=reason, amount=_paid(project)[1])
    project_failed.send(project_id=project.id)
    _begin(project)
    return project


def give_back_all(project: Project) -> Project:
    """Walk through the pledges of a project that will not happen once more: for refunds that failed meanwhile."""
    project = Project.locked(project.id)
    if project.state not in REPEATABLE_STATES:
        raise NothingPaid("Cancel the project first.")
    if project.state != "cancelling" and not _paid(project)[0]:
        raise NothingPaid("No backer of this project has paid, or all have their money back.")
    audit("project.refunded", subject=project, amount=_paid(project)[1])
    _begin(project)
    return project


@job(queue="payments")
def walk_back(project_id: int, after: int = 0) -> None:
    """Let go of the next pledges; a run that dies is begun again at the same place, and keys say who has theirs."""
    walked = select(Pledge).where(Pledge.project_id == project_id, Pledge.state.in_(CHARGED_STATES), Pledge.id > after)
    pledges = db.session.scalars(walked.order_by(Pledge.id).limit(BATCH)).all()
    for pledge in pledges:
        if pledge.payment:
            _let_go(pledge, pledge.payment)
    if len(pledges) == BATCH:
        walk_back.later(project_id, pledges[-1].id)
    else:
        finish_calling_off.later(project_id)


def _begin(project: Project) -> None:
    release_pledges.later(project.id)
    walk_back.later(project.id)


def _let_go(pledge: Pledge, payment: Payment) -> None:
    if payment.state in IDLE:
        give_up.later(payment.id, BECAUSE)
    elif refundable(payment):
        key = f"project:{pledge.project_id}:{pledge.id}:{len(Refund.of(payment))}"
        refund_payment(payment, reason="cancelled", key=key, note="everybody gets their money back")


def _paid(project: Project) -> tuple[int, int, int, int]:
    """How many have paid, how much of that is still here, what the provider keeps, and what the platform returns."""
    left = Pledge.amount - Pledge.refunded_amount
    amounts = (left, Payment.processing_fee, Payment.application_fee * left / Pledge.amount)
    sums = select(func.count(), *(func.coalesce(func.sum(amount), 0) for amount in amounts)).join(Pledge.payment)
    row = db.session.execute(sums.where(Pledge.project_id == project.id, Pledge.state == "collected")).one()
    return int(row[0]), int(row[1]), int(row[2]), int(row[3])


def _counts(project: Project) -> dict[str, int]:
    by_state = select(Pledge.state, func.count()).where(Pledge.project_id == project.id).group_by(Pledge.state)
    return {row.state: row[1] for row in db.session.execute(by_state)}
