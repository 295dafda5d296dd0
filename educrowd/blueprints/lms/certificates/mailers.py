"""Letters about certificates."""

from __future__ import annotations

from sqlalchemy import select

from educrowd.core import mail
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.mail import mailer

from ..models import Certificate


@mailer
def send_certificate(certificate_id: int) -> None:
    """Congratulate, and say where the certificate is and how others verify it."""
    certificate = _certificate(certificate_id)
    if certificate.revoked_at is None:
        _send(certificate, f"Your certificate: {certificate.snapshot['course']}", "lms/mail/certificate")


@mailer
def send_certificate_ending(certificate_id: int) -> None:
    """Say that it expires soon; nothing where it was revoked meanwhile."""
    certificate = _certificate(certificate_id)
    if certificate.is_valid:
        _send(
            certificate,
            f"Your certificate expires soon: {certificate.snapshot['course']}",
            "lms/mail/certificate_ending",
        )


@mailer
def send_certificate_revoked(certificate_id: int) -> None:
    """Say that it is no longer good, and why."""
    certificate = _certificate(certificate_id)
    _send(
        certificate, f"Your certificate was revoked: {certificate.snapshot['course']}", "lms/mail/certificate_revoked"
    )


def _certificate(certificate_id: int) -> Certificate:
    return db.session.scalars(select(Certificate).where(Certificate.id == certificate_id)).one()


def _send(certificate: Certificate, subject: str, template: str) -> None:
    page_url = f"{current.tenant.origin}/certificates/{certificate.code}"
    shown = {"certificate": certificate, "page_url": page_url, "pdf_url": f"{page_url}.pdf"}
    mail.deliver(to=certificate.user.email, subject=subject, template=template, **shown)
