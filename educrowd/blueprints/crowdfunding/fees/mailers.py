"""What the platform writes about its fees."""

from __future__ import annotations

from sqlalchemy import select

from educrowd.core import mail
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.mail import mailer

from ..models import FeeInvoice


@mailer
def send_fee_invoice(invoice_id: int, address: str) -> None:
    """Say that an invoice or a credit note for fees is there; nothing has to be paid."""
    invoice = db.session.scalars(select(FeeInvoice).where(FeeInvoice.id == invoice_id)).one()
    mail.deliver(
        to=address,
        subject=f"{invoice.title} for your fees",
        template="crowdfunding/mail/fee_invoice",
        sender=invoice.issuer["name"],
        invoice=invoice,
        invoice_url=f"{current.tenant.origin}/studio/money/invoices/{invoice.id}/",
    )
