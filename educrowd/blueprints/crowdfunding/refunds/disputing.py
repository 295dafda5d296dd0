"""Answering banks: what is told of a payment, and the letters that keep its day in mind."""

from __future__ import annotations

from sqlalchemy import func

from educrowd.core.db import db
from educrowd.core.jobs import job
from educrowd.core.payments import Dispute

from .mailers import send_dispute_due
from .news import staff_ids
from .queries import payer_of


def facts_of(dispute: Dispute) -> dict[str, str]:
    """What the bank reads besides the staff's words, in the provider's fields."""
    payer = payer_of(dispute.payment)
    return {
        "customer_name": payer.name,
        "customer_email_address": payer.email,
        "product_description": dispute.payment.description,
    }


@job
def remind_of_disputes() -> None:
    """Remind the staff, once, of a dispute that nobody has answered and whose day is near."""
    for dispute in db.session.scalars(Dispute.due_soon().with_for_update(skip_locked=True)).all():
        dispute.reminded_at = func.clock_timestamp()
        for person_id in staff_ids():
            send_dispute_due.later(dispute.id, person_id)
