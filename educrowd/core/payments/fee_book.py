"""The platform's fees in its own book, written in the transaction that writes them in the site's."""

from __future__ import annotations

from collections.abc import Iterable

from .. import platform_book
from .payment import Payment
from .refund import Refund


def earn_fees(charges: Iterable[tuple[Payment, int]]) -> None:
    """The platform's share of each charge."""
    platform_book.record_all(
        platform_book.Line(
            "fee",
            str(payment.reference),
            amount,
            payment.currency,
            debit="psp_balance",
            credit="fee_income",
            note=payment.description,
            payment_id=payment.id,
        )
        for payment, amount in charges
    )


def return_fee(refund: Refund, payment: Payment, amount: int) -> None:
    """What the platform gives back of it with a refund."""
    about = {"debit": "fee_income", "credit": "psp_balance", "note": payment.description, "payment_id": payment.id}
    platform_book.record("fee_refund", str(refund.reference), amount, payment.currency, **about)
