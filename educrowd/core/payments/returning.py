"""settle_returns(): the one place where the provider's refunds and disputes become our state and our books.

Sender, webhook and reconciler all call it, in any order and any number of times. It asks for all that went back of
one charge, so refunds made on the provider's own pages, and news whose event was lost, are found with the rest.
"""

from __future__ import annotations

from blinker import signal
from sqlalchemy import select

from .. import ledger, registry
from ..db import db
from ..jobs import job
from ..ledger import LedgerTransaction
from .dispute import Dispute
from .fee_book import return_fee
from .gateway import gateway
from .gateway_returns import DisputeMovement, DisputeSeen, RefundSeen
from .payment import Payment
from .purposes import PURPOSES
from .refund import Refund
from .settlement import Mismatch

# dispute_id; heard in the transaction that wrote it.
dispute_opened = signal("core.dispute_opened")


@job(queue="payments")
def settle_returns(payment_id: int) -> None:
    """Bring a captured payment to what the provider gave back or lost of it, in one transaction."""
    payment = db.session.scalars(select(Payment).where(Payment.id == payment_id)).one()
    if not payment.is_captured:
        return
    refunds = list(gateway().list_refunds(payment.account, charge=payment.charge_id))
    disputes = list(gateway().list_disputes(payment.account, charge=payment.charge_id))
    payment = Payment.locked(payment_id)
    for seen in reversed(refunds):
        _settle_refund(payment, seen)
    for seen in reversed(disputes):
        _settle_dispute(payment, seen)


def _settle_refund(payment: Payment, seen: RefundSeen) -> None:
    refund = _row_of(payment, seen)
    if (seen.amount, seen.currency) != (refund.amount, payment.currency):
        raise Mismatch(f"refund {refund.id}: the provider says {seen}")
    _book_refund(payment, refund, seen)
    if refund.follow(seen):
        _reckon(payment)
        PURPOSES[payment.purpose].refunded(refund)


def _row_of(payment: Payment, seen: RefundSeen) -> Refund:
    """Our row of it; one made on the provider's own pages gets a row now."""
    known = Refund.of(payment)
    found = next((each for each in known if each.gateway_id == seen.id or str(each.reference) == seen.reference), None)
    if found:
        return found
    adopted = Refund(payment_id=payment.id, amount=seen.amount, reason="other", key=seen.id, gateway_id=seen.id)
    adopted.note = "made on the provider’s pages"
    if seen.made_at:
        adopted.created_at = seen.made_at
    db.session.add(adopted)
    db.session.flush()
    return adopted


def _book_refund(payment: Payment, refund: Refund, seen: RefundSeen) -> None:
    reference = str(refund.reference)
    if seen.moved:
        given = {payment.income_account: refund.amount, "psp_balance": -refund.amount}
        _post(payment, "refund", reference, given)
    if seen.fee_returned:
        fee = {"psp_balance": seen.fee_returned, "platform_fees": -seen.fee_returned}
        _post(payment, "fee_refund", reference, fee)
        return_fee(refund, payment, seen.fee_returned)
    if seen.moved and seen.has_failed:
        # The provider keeps the fee returned, so only the refund itself is taken back.
        booked = select(LedgerTransaction).where(LedgerTransaction.kind == "refund")
        original = db.session.scalars(booked.where(LedgerTransaction.external_ref == reference)).one()
        ledger.reverse(original, reference, note=payment.description)


def _settle_dispute(payment: Payment, seen: DisputeSeen) -> None:
    known = next((each for each in Dispute.of(payment) if each.gateway_id == seen.id), None)
    dispute = known or Dispute(gateway_id=seen.id, payment_id=payment.id)
    db.session.add(dispute)
    has_news = dispute.follow(seen)
    for movement in seen.movements:
        _book_movement(payment, movement)
    if dispute.state == "lost":
        _book_loss(payment, dispute)
    if has_news:
        _reckon(payment)
        PURPOSES[payment.purpose].disputed(dispute)
        registry.dispute_news.collect(dispute)
    if known is None:
        dispute_opened.send(dispute_id=dispute.id)


def _book_movement(payment: Payment, movement: DisputeMovement) -> None:
    if movement.amount:
        kind = "dispute" if movement.amount < 0 else "dispute_won"
        moved = {"dispute_hold": -movement.amount, "psp_balance": movement.amount}
        _post(payment, kind, movement.id, moved)
    if movement.fee:
        fee = {"dispute_fees": movement.fee, "psp_balance": -movement.fee}
        _post(payment, "dispute_fee", movement.id, fee)


def _book_loss(payment: Payment, dispute: Dispute) -> None:
    if dispute.held_amount:
        lost = {payment.income_account: dispute.held_amount, "dispute_hold": -dispute.held_amount}
        _post(payment, "dispute_lost", dispute.gateway_id, lost)


def _post(payment: Payment, kind: str, external_ref: str, postings: dict[str, int]) -> None:
    about = {"note": payment.description, "payment_id": payment.id}
    ledger.post(kind, external_ref, postings, currency=payment.currency, **about)


def _reckon(payment: Payment) -> None:
    """What is left decides the state."""
    db.session.flush()
    db.session.refresh(payment)
    disputes = Dispute.of(payment)
    lost = sum(dispute.held_amount for dispute in disputes if dispute.state == "lost")
    if any(dispute.held_amount and dispute.state != "lost" for dispute in disputes):
        payment.state = "disputed"
    elif payment.refunded_amount + lost >= payment.amount:
        payment.state = "refunded"
    else:
        payment.state = "captured"
    db.session.flush()
