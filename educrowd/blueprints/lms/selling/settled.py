"""What became of an order's payment: paid, given up, or paid after all was over."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from educrowd.core.db import db
from educrowd.core.payments import Payment, owe_refund

from ..mailers import send_order_receipt
from ..models import Order


def orders_settled(payments: Sequence[Payment]) -> None:
    """Carry payments' news over to their orders; runs in the transaction that wrote them."""
    for payment in payments:
        _follow(payment)


def _follow(payment: Payment) -> None:
    order = Order.locked(db.session.scalars(select(Order.id).where(Order.payment_id == payment.id)).one())
    if payment.is_captured and order.is_pending:
        order.pay()
        send_order_receipt.later(order.id)
    elif payment.is_captured:
        owe_refund(payment, because="its order had ended before it was paid")
    elif payment.state == "dropped" and order.is_pending:
        order.let_go("expired", because="It was not paid in time.")
