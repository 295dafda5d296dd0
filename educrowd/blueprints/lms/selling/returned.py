"""Money that went back to a buyer or their bank: the course closes with it, and opens again where it came back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from educrowd.core.db import db
from educrowd.core.payments import Payment, Refund, refund_payment

from ..mailers import send_order_refunded
from ..models import Order
from ..models.errors import NotRefundable


def refund_order(order: Order, *, by: Any, amount: int | None = None) -> Refund:
    """Give back what was paid, or so much of it; all of it closes the course. Asking twice gives back once."""
    if order.payment_id is None or not order.is_paid:
        raise NotRefundable()
    payment = Payment.locked(order.payment_id)
    part = "all" if amount is None else payment.refunded_amount
    key = f"order:{order.id}:{part}:{Refund.failures_of(payment)}"
    return refund_payment(payment, amount, reason="requested", key=key, ordered_by=by)


def order_returned(news: Any) -> None:
    """Carry a refund's or a dispute's news over to its order; runs in the transaction that wrote them."""
    payment: Payment = news.payment
    order_id = db.session.scalar(select(Order.id).where(Order.payment_id == payment.id))
    if order_id is None:
        return
    order = Order.locked(order_id)
    if payment.state == "refunded" and order.is_paid:
        order.refund()
        send_order_refunded.later(order.id)
    elif payment.state == "captured" and order.state == "refunded":
        _open_again(order)


def _open_again(order: Order) -> None:
    try:
        with db.session.begin_nested():
            order.pay()
    except IntegrityError:
        # Refunded, bought again, and now the old refund failed: the checker asks a person to choose.
        db.session.refresh(order)
