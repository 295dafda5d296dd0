"""Settling: when no pledge waits any more, the books say to whom the money belongs."""

from __future__ import annotations

from sqlalchemy import func, select

from educrowd.core import ledger
from educrowd.core.audit import audit
from educrowd.core.db import before_commit, db
from educrowd.core.jobs import job
from educrowd.core.payments import OwedRefund, owe_refund

from ..mailers import send_fell_short
from ..models import Pledge, Project
from ..money.holding import held_back
from ..signals import project_failed, project_settled

UNDER_WAY = ("active", "charging", "action_required", "errored")
BATCH = 500
FELL_SHORT = "too little could be collected"


def settle_when_done(project: Project) -> None:
    """Promise the settlement with the news of the last pledge, not with each of thousands; each month's at once.

    Whoever moves a pledge holds the project's totals until the commit, so that the last one knows to be the last.
    """
    before_commit(_promise_settlement, project)


def _promise_settlement(project: Project) -> None:
    if project.is_monthly or not _is_under_way(project):
        settle_project.later(project.id)


@job(queue="payments")
def settle_project(project_id: int) -> None:
    """Hand what was collected to the creator, in the books; or everything back, where it is less than promised."""
    project = Project.locked(project_id)
    if project.is_monthly:
        _release(project)
    if project.state not in ("collecting", "settled") or _is_under_way(project):
        return
    if project.state == "collecting" and _falls_short(project):
        _fail(project)
        return
    was_settled = project.state == "settled"
    project.state = "settled"
    _release(project)
    if not was_settled:
        project_settled.send(project_id=project.id)


@job(queue="payments")
def return_all(project_id: int, after: int = 0) -> None:
    """Owe every backer of a project that fell short their money, a batch in each run, and tell them."""
    collected = select(Pledge).where(Pledge.project_id == project_id, Pledge.state == "collected", Pledge.id > after)
    pledges = db.session.scalars(collected.order_by(Pledge.id).limit(BATCH)).all()
    for pledge in pledges:
        assert pledge.payment is not None
        owe_refund(pledge.payment, because=FELL_SHORT)
        send_fell_short.later(pledge.id)
    if len(pledges) == BATCH:
        return_all.later(project_id, pledges[-1].id)


def _falls_short(project: Project) -> bool:
    """Whether less was collected than the creator's rule asks for; late pledges are no help."""
    late = select(func.coalesce(func.sum(Pledge.amount - Pledge.refunded_amount), 0))
    late = late.where(Pledge.project_id == project.id, Pledge.is_late, Pledge.state == "collected")
    in_time = project.totals.collected_amount - int(db.session.scalar(late) or 0)
    return in_time * 100 < project.goal_amount * (project.collected_percent or 0)


def _fail(project: Project) -> None:
    project.state = "failed"
    audit("project.fell_short", subject=project, collected=project.totals.collected_amount)
    project_failed.send(project_id=project.id)
    return_all.later(project.id)


def _release(project: Project) -> None:
    free = -ledger.balance(project.funds_account, project.currency) - OwedRefund.total_from(project.funds_account)
    free -= held_back(project)
    if free > 0:
        ledger.post(
            "release",
            f"{project.funds_account}:{ledger.last_entry(project.funds_account, project.currency)}",
            {project.funds_account: free, "creator_payable": -free},
            currency=project.currency,
            note=project.title,
        )


def _is_under_way(project: Project) -> bool:
    """Late pledges keep nobody waiting: what they bring is released as it comes. Members are there until they end."""
    states = (*UNDER_WAY, "collected") if project.is_monthly else UNDER_WAY
    waiting = select(Pledge.id).where(Pledge.project_id == project.id, Pledge.state.in_(states))
    waiting = waiting.where(Pledge.is_late.is_(False))
    return db.session.scalar(waiting.limit(1)) is not None
