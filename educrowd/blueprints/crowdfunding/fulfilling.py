"""Fulfilling: rewards are prepared, shipped and delivered, and their backers hear of it."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from educrowd.core.audit import audit
from educrowd.core.db import db

from .mailers import send_delivery
from .models import Delivery, Pledge, Project
from .models.errors import Frozen

MAILED = ("shipped", "delivered")


def mark_deliveries(project: Project, pledge_ids: Iterable[int], *, status: str, tracking: str | None = None) -> int:
    """Give these pledges of the project a status; answers how many changed. Those not paid are left alone."""
    wanted = select(Pledge).where(Pledge.project_id == project.id, Pledge.id.in_(set(pledge_ids)))
    paid = wanted.where(Pledge.state == "collected").order_by(Pledge.id).with_for_update()
    changed = [pledge for pledge in db.session.scalars(paid).all() if _mark(pledge, status, tracking)]
    if changed:
        audit("delivery.marked", subject=project, status=status, pledges=len(changed))
    return len(changed)


def mark_delivery(pledge: Pledge, *, status: str, tracking: str = "") -> None:
    """The same for one; refused while it is not paid."""
    if pledge.state != "collected":
        raise Frozen("Only what is paid gets delivered.")
    mark_deliveries(pledge.project, [pledge.id], status=status, tracking=tracking)


def _mark(pledge: Pledge, status: str, tracking: str | None) -> bool:
    delivery = db.session.scalar(select(Delivery).where(Delivery.pledge_id == pledge.id))
    before = (delivery.status, delivery.tracking) if delivery else None
    if delivery is None:
        delivery = Delivery(pledge_id=pledge.id)
        db.session.add(delivery)
    delivery.tracking = delivery.tracking or "" if tracking is None else tracking
    if before == (status, delivery.tracking):
        return False
    if before is None or before[0] != status:
        delivery.become(status)
    db.session.flush()
    if status in MAILED:
        send_delivery.later(pledge.id, status)
    return True
