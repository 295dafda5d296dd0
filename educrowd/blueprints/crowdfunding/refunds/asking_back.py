"""Asking for a refund, and answering: each step once, each with a letter."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func
from sqlalchemy.exc import IntegrityError

from educrowd.core.audit import audit
from educrowd.core.db import db
from educrowd.core.errors import Refused
from educrowd.core.jobs import job
from educrowd.core.payments import refund_payment, refundable

from ..models import Pledge, RefundRequest
from .mailers import send_request_answered, send_request_due, send_request_noted, send_request_to_staff
from .news import staff_ids


class NotAskable(Refused):
    """There is nothing to ask back, or it has been asked already."""


def may_ask_back(pledge: Pledge) -> bool:
    """Whether a backer may ask for this pledge's money now."""
    asked = RefundRequest.of(pledge)
    return bool(pledge.payment and pledge.state == "collected" and refundable(pledge.payment)) and not (
        asked and asked.is_open
    )


def ask_back(pledge: Pledge, *, reason: str) -> RefundRequest:
    """Write down what a backer asks, and tell both sides until when it is answered."""
    pledge = Pledge.locked(pledge.id)
    if not may_ask_back(pledge):
        raise NotAskable("There is nothing to ask back for this pledge, or you have asked already.")
    request = RefundRequest(pledge_id=pledge.id, payment_id=pledge.payment_id, reason=reason)
    db.session.add(request)
    try:
        with db.session.begin_nested():
            db.session.flush()
    except IntegrityError as error:
        raise NotAskable("You have asked already.") from error
    send_request_noted.later(request.id)
    for person_id in staff_ids():
        send_request_to_staff.later(request.id, person_id)
    return request


def approve(request: RefundRequest, *, by: Any, amount: int | None = None, answer: str = "") -> RefundRequest:
    """Give back what was asked for, or so much of it."""
    request = _open(request)
    key = f"request:{request.id}"
    refund = refund_payment(request.payment, amount, reason="requested", key=key, note=request.reason, ordered_by=by)
    return _answer(request, "approved", answer=answer, by=by, refund=refund)


def decline(request: RefundRequest, *, by: Any, answer: str) -> RefundRequest:
    """Say no, and why."""
    return _answer(_open(request), "declined", answer=answer, by=by)


@job
def remind_of_requests() -> None:
    """Remind the staff of what is due soon, once."""
    for request in db.session.scalars(RefundRequest.due_soon().with_for_update(skip_locked=True)).all():
        request.reminded_at = func.clock_timestamp()
        for person_id in staff_ids():
            send_request_due.later(request.id, person_id)


def _open(request: RefundRequest) -> RefundRequest:
    request = RefundRequest.locked(request.id)
    if not request.is_open:
        raise NotAskable(f"This request was {request.state} already.")
    return request


def _answer(request: RefundRequest, state: str, *, answer: str, by: Any, refund=None) -> RefundRequest:
    request.close(state, answer=answer, by=by.id, refund=refund)
    audit(f"refund_request.{state}", subject=request, pledge=request.pledge_id)
    send_request_answered.later(request.id)
    return request
