"""Fulfilling: rewards are prepared, shipped and delivered, and their backers hear of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from educrowd.core.audit import audit
from educrowd.core.db import db

from ..mailers import send_delivery
from ..models import Delivery, Pledge, Project
from ..models.errors import Frozen

MAILED = ("shipped", "delivered")


@dataclass(frozen=True, slots=True)
class Step:
    """Where one pledge's things are now; tracking None keeps what is known."""

    pledge_id: int
    status: str
    tracking: str | None = None


@dataclass(frozen=True, slots=True)
class Marked:
    """What became of many steps: pledges that changed, that stood there already, that are none to deliver."""

    changed: list[int]
    unchanged: list[int]
    refused: list[int]


def mark_deliveries(project: Project, steps: Iterable[Step]) -> Marked:
    """Take these steps for paid pledges of the project; all others are left alone."""
    wanted = {step.pledge_id: step for step in steps}
    paid = _paid(project, wanted)
    changed = [pledge.id for pledge in paid if _mark(pledge, wanted[pledge.id])]
    if changed:
        statuses = sorted({wanted[pledge_id].status for pledge_id in changed})
        audit("delivery.marked", subject=project, status=statuses, pledges=len(changed))
    known = {pledge.id for pledge in paid}
    return Marked(changed, sorted(known - set(changed)), sorted(wanted.keys() - known))


def mark_delivery(pledge: Pledge, *, status: str, tracking: str = "") -> None:
    """The same for one; refused while it is not paid."""
    if pledge.state != "collected":
        raise Frozen("Only what is paid gets delivered.")
    mark_deliveries(pledge.project, [Step(pledge.id, status, tracking)])


def _paid(project: Project, pledge_ids: Iterable[int]) -> list[Pledge]:
    wanted = select(Pledge).where(Pledge.project_id == project.id, Pledge.id.in_(list(pledge_ids)))
    paid = wanted.where(Pledge.state == "collected").options(joinedload(Pledge.delivery))
    # What somebody else has just marked is read anew once their transaction is over.
    fresh = paid.order_by(Pledge.id).with_for_update(of=Pledge).execution_options(populate_existing=True)
    return list(db.session.scalars(fresh))


def _mark(pledge: Pledge, step: Step) -> bool:
    delivery = pledge.delivery
    before = (delivery.status, delivery.tracking) if delivery else (None, "")
    tracking = before[1] if step.tracking is None else step.tracking
    if before == (step.status, tracking):
        return False
    if delivery is None:
        delivery = pledge.delivery = Delivery(pledge_id=pledge.id)
    delivery.tracking = tracking
    if before[0] != step.status:
        delivery.become(step.status)
    if step.status in MAILED:
        send_delivery.later(pledge.id, step.status)
    return True
