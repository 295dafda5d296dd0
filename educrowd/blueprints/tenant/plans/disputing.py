"""What banks take back of plans: followed by asking the provider, booked on the platform's own account.

The site's plan stays as it is: whether somebody who disputes may go on is for the operators to say.
"""

from __future__ import annotations

from educrowd.core import platform_book
from educrowd.core.db import db
from educrowd.core.payments.gateway import gateway
from educrowd.core.payments.gateway_returns import DisputeMovement, DisputeSeen

from ..models import PlanDispute, PlanInvoice
from .news import tell

VERDICTS = ("won", "lost")


def settle_plan_disputes(invoice: PlanInvoice) -> None:
    """Bring what we know of an invoice's disputes to what the provider says."""
    for seen in reversed(list(gateway().list_plan_disputes(charge=invoice.charge_id))):
        _settle(invoice, seen)


def _settle(invoice: PlanInvoice, seen: DisputeSeen) -> None:
    known = [each for each in invoice.disputes if each.gateway_id == seen.id]
    dispute = known[0] if known else PlanDispute(gateway_id=seen.id, invoice_id=invoice.id)
    db.session.add(dispute)
    dispute.follow(seen)
    db.session.expire(invoice, ["disputes"])
    for movement in seen.movements:
        _book_movement(invoice, movement)
    if dispute.state == "lost":
        _record(invoice, "plan_dispute_lost", seen.id, dispute.held_amount, debit="plan_income", credit="dispute_hold")
    _tell(invoice, dispute)


def _book_movement(invoice: PlanInvoice, moved: DisputeMovement) -> None:
    kind = "plan_dispute" if moved.amount < 0 else "plan_dispute_won"
    _record(invoice, kind, moved.id, -moved.amount, debit="dispute_hold", credit="psp_balance")
    _record(invoice, "plan_dispute_fee", moved.id, moved.fee, debit="dispute_fees", credit="psp_balance")


def _record(invoice: PlanInvoice, kind: str, name: str, amount: int, *, debit: str, credit: str) -> None:
    """Less than nothing moves the other way."""
    sides = {"debit": debit, "credit": credit} if amount > 0 else {"debit": credit, "credit": debit}
    ref, about = f"{invoice.gateway_id}:{name}", {"note": invoice.description}
    platform_book.record(kind, ref, abs(amount), invoice.currency, **sides, **about)


def _tell(invoice: PlanInvoice, dispute: PlanDispute) -> None:
    due = dispute.evidence_due_at
    details = {"number": invoice.number, "price": dispute.amount, "currency": invoice.currency}
    details |= {"reason": dispute.reason, "until": due and due.date().isoformat()}
    tell("disputed", dispute.gateway_id, **details)
    if dispute.state in VERDICTS:
        tell("dispute_closed", dispute.gateway_id, state=dispute.state, **details)
