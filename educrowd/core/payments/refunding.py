"""Refunding: written down, then asked for with a key, then settled; each step commits before the next.

A crash anywhere leaves a row that says how to go on: its time comes, and somebody asks again with the very same key.
"""

from __future__ import annotations

from datetime import timedelta
from random import uniform
from typing import Any

from sqlalchemy import func, select, update

from .. import money
from ..audit import audit
from ..currencies import currencies
from ..db import db
from ..errors import Invalid, Refused
from ..jobs import job
from .dispute import Dispute
from .gateway import GatewayAway, GatewayRefused, gateway
from .payment import Payment
from .purposes import PURPOSES
from .refund import Refund
from .returning import settle_returns

BATCH = 50
LEASE = timedelta(minutes=2)


class NotRefundable(Refused):
    """Nothing of the payment can be given back now."""

    code = "not_refundable"


def refund_payment(
    payment: Payment, amount: int | None = None, *, reason: str, key: str, note: str = "", ordered_by: Any = None
) -> Refund:
    """Give back so much of a payment, or all that is left; the same key never gives back twice."""
    payment = Payment.locked(payment.id)
    if known := db.session.scalar(select(Refund).where(Refund.key == key)):
        return _same(known, payment, amount)
    left = refundable(payment)
    if not left:
        raise NotRefundable("Nothing of this payment can be given back.")
    refund = Refund(
        payment_id=payment.id,
        amount=left if amount is None else _checked(amount, left, payment.currency),
        reason=reason,
        note=note,
        key=key,
        ordered_by=ordered_by.id if ordered_by else None,
    )
    db.session.add(refund)
    db.session.flush()
    audit("refund.ordered", subject=refund, amount=refund.amount, currency=payment.currency, payment=payment.id)
    send_refund.later(refund.id)
    return refund


@job(queue="payments")
def return_owed(payment_id: int, because: str) -> None:
    """Give back all that is left of a payment that has to go back."""
    payment = Payment.locked(payment_id)
    if refundable(payment):
        refund_payment(payment, reason="cancelled", key=f"owed:{payment.reference}", note=because)


def refundable(payment: Payment) -> int:
    """What can still be given back: nothing once the bank has taken it into a dispute."""
    if not payment.is_captured or any(dispute.withdrawn_amount for dispute in Dispute.of(payment)):
        return 0
    return Refund.left_of(payment)


def returned_fee(payment: Payment, amount: int) -> int:
    """The platform's part of a refund: in proportion, rounded down, and the rest with the last of it."""
    refunds = Refund.of(payment)
    left = payment.application_fee - sum(refund.fee_returned for refund in refunds)
    if amount == refundable(payment):
        return left
    share = payment.application_fee * amount // payment.amount
    return min(left, share - share % currencies()[payment.currency].step)


@job(queue="payments")
def send_due_refunds() -> None:
    """Send what nobody has sent, or whose sender never came back."""
    due = select(Refund.id).where(Refund.next_try_at <= func.clock_timestamp()).order_by(Refund.next_try_at)
    for refund_id in db.session.scalars(due.limit(BATCH)).all():
        send_refund(refund_id)


@job(queue="payments")
def send_refund(refund_id: int) -> None:
    """Ask the provider for one refund and settle it, unless somebody else is at it."""
    refund = _leased(refund_id)
    if refund is None:
        return
    try:
        _ask(refund)
        settle_returns(refund.payment_id)
        db.session.commit()
    except GatewayAway:
        db.session.rollback()
        _back_off(refund_id)
    except GatewayRefused as error:
        db.session.rollback()
        _give_up(refund_id, str(error))


def _leased(refund_id: int) -> Refund | None:
    """Take the refund for some minutes, in the eyes of the database; commits."""
    mine = (
        update(Refund)
        .where(Refund.id == refund_id, Refund.state == "requested", Refund.next_try_at <= func.clock_timestamp())
        .values(tries=Refund.tries + 1, next_try_at=func.clock_timestamp() + LEASE)
        .execution_options(synchronize_session=False)
    )
    taken = db.session.scalar(mine.returning(Refund.id))
    db.session.commit()
    return _fresh(refund_id) if taken else None


def _ask(refund: Refund) -> None:
    payment = refund.payment
    if refund.gateway_id or (refund.tries > 1 and _is_known(refund, payment)):
        return
    refund.gateway_id = gateway().create_refund(
        payment.account,
        charge=str(payment.charge_id),
        amount=refund.amount,
        currency=payment.currency,
        with_fee=bool(payment.application_fee),
        reference=str(refund.reference),
        key=f"refund:{refund.reference}",
    )
    db.session.commit()


def _is_known(refund: Refund, payment: Payment) -> bool:
    """Whether an earlier try got through: the provider may have forgotten its key, never the refund."""
    found = gateway().list_refunds(payment.account, charge=payment.charge_id)
    return any(seen.reference == str(refund.reference) for seen in found)


def _give_up(refund_id: int, reason: str) -> None:
    payment = Payment.locked(_fresh(refund_id).payment_id)
    refund = _fresh(refund_id)
    if refund.state == "requested":
        refund.give_up(reason)
        PURPOSES[payment.purpose].refunded(refund)
    db.session.commit()


def _back_off(refund_id: int) -> None:
    db.session.execute(
        update(Refund)
        .where(Refund.id == refund_id, Refund.state == "requested")
        .values(next_try_at=func.clock_timestamp() + timedelta(seconds=uniform(5, 30)))
        .execution_options(synchronize_session=False)
    )
    db.session.commit()


def _fresh(refund_id: int) -> Refund:
    found = select(Refund).where(Refund.id == refund_id).execution_options(populate_existing=True)
    return db.session.scalars(found).one()


def _same(known: Refund, payment: Payment, amount: int | None) -> Refund:
    if known.payment_id != payment.id or (amount is not None and amount != known.amount):
        raise Refused("This key was used for another refund.", code="idempotency_mismatch")
    return known


def _checked(amount: int, left: int, currency: str) -> int:
    money.whole(amount)
    if amount > left:
        raise Invalid("amount", f"At most {money.display(left, currency)} can be given back.")
    if amount % currencies()[currency].step:
        step = money.display(currencies()[currency].step, currency)
        raise Invalid("amount", f"{currency} is given back in steps of {step}.")
    return amount
