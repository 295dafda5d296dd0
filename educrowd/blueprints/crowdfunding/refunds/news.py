"""Who is written to when money goes back: the backer of a pledge, and the staff where they must act."""

from __future__ import annotations

from typing import Any

from educrowd.blueprints.auth.models.user import User
from educrowd.core.db import db
from educrowd.core.payments import Dispute, Refund

from ..models import Pledge
from .mailers import send_dispute_closed, send_dispute_opened, send_refund_failed, send_refund_returned, send_refunded


def tell_of_refund(refund: Refund) -> None:
    """The backer hears once that money comes, and again if their bank sends it back; the staff of failures."""
    is_sent, was_sent = refund.state != "failed", refund.came_from != "requested"
    if is_sent and not was_sent and _has_pledge(refund.payment_id):
        send_refunded.later(refund.id)
    if not is_sent:
        _tell_staff(send_refund_failed, refund.id)
    if was_sent and not is_sent and _has_pledge(refund.payment_id):
        send_refund_returned.later(refund.id)


def tell_of_dispute(dispute: Dispute) -> None:
    """The staff hear of it while they can still answer, and how it ended."""
    if dispute.came_from == dispute.state:
        return
    if dispute.waits_for_us:
        _tell_staff(send_dispute_opened, dispute.id)
    elif dispute.is_closed:
        _tell_staff(send_dispute_closed, dispute.id)


def staff_ids() -> list[int]:
    """Who may give money back."""
    return list(db.session.scalars(User.able_to("money.refund").with_only_columns(User.id).order_by(User.id)))


def _tell_staff(letter: Any, id: int) -> None:
    for person_id in staff_ids():
        letter.later(id, person_id)


def _has_pledge(payment_id: int) -> bool:
    return db.session.scalar(Pledge.paid_by(payment_id)) is not None
