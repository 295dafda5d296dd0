"""Refunds, disputes and requests, with what their lists show."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from educrowd.blueprints.auth.models.user import User
from educrowd.core.db import db
from educrowd.core.payments import Dispute, Payment, Refund

from ..models import Pledge, PledgeMonth, RefundRequest


def refunds() -> Select[Refund]:
    """Every refund, newest first."""
    return select(Refund).options(joinedload(Refund.payment), joinedload(Refund.orderer)).order_by(Refund.id.desc())


def disputes() -> Select[Dispute]:
    """Every dispute: first what waits for an answer, what is due next on top."""
    listed = select(Dispute).options(joinedload(Dispute.payment))
    return listed.order_by(Dispute.closed_at.is_not(None), Dispute.evidence_due_at, Dispute.id.desc())


def refund_requests() -> Select[RefundRequest]:
    """Every request: first the open ones, what is due next on top."""
    pledge = joinedload(RefundRequest.pledge)
    shown = (pledge.joinedload(Pledge.user), pledge.joinedload(Pledge.project), joinedload(RefundRequest.refund))
    shown += (joinedload(RefundRequest.payment), joinedload(RefundRequest.month))
    return select(RefundRequest).options(*shown).order_by(RefundRequest.state != "open", RefundRequest.due_at)


def payer_of(payment: Payment) -> User:
    """Who paid."""
    return db.session.get_one(User, payment.user_id)


def month_of(payment: Payment) -> PledgeMonth | None:
    """Which month of a membership a payment is for, if it is for one."""
    return db.session.scalars(select(PledgeMonth).where(PledgeMonth.payment_id == payment.id)).one_or_none()


def pledge_of(payment: Payment) -> Pledge | None:
    """The pledge that a payment was for, if it was for one."""
    return db.session.scalar(Pledge.paid_by(payment.id))
