"""Letters about money that goes back: to who paid, and to the staff."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from educrowd.blueprints.auth.models.user import User
from educrowd.core import mail
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.mail import mailer
from educrowd.core.payments import Dispute, DisputeEvidence, Refund

from ..models import Pledge, RefundRequest
from ..pledging.links import page_of
from .queries import month_of


@mailer
def send_refunded(refund_id: int) -> None:
    """Tell a backer how much goes back to their card."""
    refund = _one(Refund, refund_id)
    pledge = _pledge_of(refund.payment_id)
    _to_backer(pledge, "Your refund: {title}", "refunded", refund=refund, month=month_of(refund.payment))


@mailer
def send_refund_failed(refund_id: int, person_id: int) -> None:
    """Tell one of the staff that a refund did not arrive."""
    refund = _one(Refund, refund_id)
    subject = f"A refund failed: {refund.payment.description}"
    path, about = (
        f"/studio/payments/{refund.payment_id}/refunds/",
        {"refund": refund, "month": month_of(refund.payment)},
    )
    _to_staff(person_id, subject, "refund_failed", path, **about)


@mailer
def send_refund_returned(refund_id: int) -> None:
    """Tell a backer whose bank sent their refund back."""
    refund = _one(Refund, refund_id)
    pledge, month = _pledge_of(refund.payment_id), month_of(refund.payment)
    _to_backer(pledge, "Your refund did not arrive: {title}", "refund_returned", refund=refund, month=month)


@mailer
def send_dispute_opened(dispute_id: int, person_id: int) -> None:
    """Tell one of the staff that a bank has taken a payment back, and until when it hears them."""
    dispute = _one(Dispute, dispute_id)
    subject = f"A payment is disputed: {dispute.payment.description}"
    _to_staff(person_id, subject, "dispute_opened", f"/studio/disputes/{dispute.id}/", dispute=dispute)


@mailer
def send_dispute_due(dispute_id: int, person_id: int) -> None:
    """Remind one of the staff of the day; nothing once somebody has answered."""
    dispute = _one(Dispute, dispute_id)
    if dispute.waits_for_us:
        subject = f"A dispute waits for your answer: {dispute.payment.description}"
        _to_staff(person_id, subject, "dispute_due", f"/studio/disputes/{dispute.id}/", dispute=dispute)


@mailer
def send_dispute_closed(dispute_id: int, person_id: int) -> None:
    """Tell one of the staff how a bank has decided."""
    dispute = _one(Dispute, dispute_id)
    verdict = {"won": "won", "lost": "lost"}.get(dispute.state, "closed")
    subject = f"A dispute is {verdict}: {dispute.payment.description}"
    _to_staff(person_id, subject, "dispute_closed", f"/studio/disputes/{dispute.id}/", dispute=dispute)


@mailer
def send_evidence_refused(evidence_id: int) -> None:
    """Tell who wrote it that the provider did not take their evidence."""
    evidence = _one(DisputeEvidence, evidence_id)
    path = f"/studio/disputes/{evidence.dispute_id}/"
    subject = f"Your evidence was not taken: {evidence.dispute.payment.description}"
    _to_staff(evidence.written_by, subject, "evidence_refused", path, dispute=evidence.dispute, evidence=evidence)


@mailer
def send_request_noted(request_id: int) -> None:
    """Confirm to a backer what they asked for, and when they will hear; nothing once they have heard."""
    request = _one(RefundRequest, request_id)
    if request.is_open:
        _to_backer(request.pledge, "You asked for a refund: {title}", "request_noted", request=request)


@mailer
def send_request_answered(request_id: int) -> None:
    """Tell a backer what the site decided."""
    request = _one(RefundRequest, request_id)
    _to_backer(request.pledge, "Your refund request: {title}", "request_answered", request=request)


@mailer
def send_request_to_staff(request_id: int, person_id: int) -> None:
    """Tell one of the staff what a backer asks for; nothing once another has answered."""
    request = _one(RefundRequest, request_id)
    if request.is_open:
        subject = f"Refund requested: {request.pledge.project.title}"
        _to_staff(person_id, subject, "request_to_staff", f"/studio/refund-requests/{request.id}/", request=request)


@mailer
def send_request_due(request_id: int, person_id: int) -> None:
    """Remind one of the staff of a request whose day is near; nothing once it is answered."""
    request = _one(RefundRequest, request_id)
    if request.is_open:
        subject = f"A refund request waits for you: {request.pledge.project.title}"
        _to_staff(person_id, subject, "request_to_staff", f"/studio/refund-requests/{request.id}/", request=request)


def _one(model: Any, id: int) -> Any:
    return db.session.scalars(select(model).where(model.id == id)).one()


def _pledge_of(payment_id: int) -> Pledge:
    return db.session.scalars(Pledge.paid_by(payment_id)).one()


def _to_backer(pledge: Pledge, subject: str, template: str, **context: Any) -> None:
    mail.deliver(
        to=pledge.user.email,
        subject=subject.format(title=pledge.project.title),
        template=f"crowdfunding/mail/{template}",
        pledge=pledge,
        project=pledge.project,
        pledge_url=page_of(pledge.public_id),
        **context,
    )


def _to_staff(person_id: int, subject: str, template: str, path: str, **context: Any) -> None:
    person = db.session.get_one(User, person_id)
    studio_url = f"{current.tenant.origin}{path}"
    mail.deliver(
        to=person.email, subject=subject, template=f"crowdfunding/mail/{template}", studio_url=studio_url, **context
    )
