"""The platform's fees in its own book, written in the transaction that writes them in the site's."""

from __future__ import annotations

from .. import platform_book
from .payment import Payment
from .refund import Refund


def earn_fee(payment: Payment, amount: int) -> None:
    """The platform's share of a charge."""
    about = {"debit": "psp_balance", "credit": "fee_income", "note": payment.description, "payment_id": payment.id}
    platform_book.record("fee", str(payment.reference), amount, payment.currency, **about)


def return_fee(refund: Refund, payment: Payment, amount: int) -> None:
    """What the platform gives back of it with a refund."""
    about = {"debit": "fee_income", "credit": "psp_balance", "note": payment.description, "payment_id": payment.id}
    platform_book.record("fee_refund", str(refund.reference), amount, payment.currency, **about)
