"""Money that came although nothing can be given for it: booked like any other, and owed back in full."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Model, TenantOwned, bound_tenant_id, db, joined, refers
from .payment import Payment
from .refunding import return_owed


class OwedRefund(TenantOwned, Model):
    """A payment that has to go back, written in the transaction that found it out."""

    __tablename__ = "owed_refunds"
    __constraints__ = (UniqueConstraint("tenant_id", "payment_id"),)

    payment_id: Mapped[int] = refers("payments", index=False)
    because: Mapped[str]
    owed_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())

    payment: Mapped[Payment] = joined("OwedRefund.payment_id", "Payment")

    @classmethod
    def open(cls):
        """What has not gone back yet, the oldest first."""
        waiting = select(cls).join(cls.payment).where(Payment.refunded_amount < Payment.amount)
        return waiting.order_by(cls.id)

    @classmethod
    def total_from(cls, income_account: str) -> int:
        """What one account still owes."""
        rest = func.sum(Payment.amount - Payment.refunded_amount)
        owed = select(rest).select_from(cls).join(cls.payment).where(Payment.income_account == income_account)
        return int(db.session.scalar(owed) or 0)


def owe_refund(payment: Payment, *, because: str) -> None:
    """Note once that this payment has to go back, and promise to give it back."""
    db.session.execute(
        insert(OwedRefund)
        .values(tenant_id=bound_tenant_id(), payment_id=payment.id, because=because)
        .on_conflict_do_nothing(index_elements=["tenant_id", "payment_id"])
    )
    return_owed.later(payment.id, because)
