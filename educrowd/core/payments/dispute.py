"""A dispute: the cardholder's bank takes a payment back until it has heard both sides."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

from sqlalchemy import Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped

from ..db import Model, TenantOwned, Timestamps, db, joined, refers, utcnow
from ..money import Money
from .disputed import CLOSED, STATES, WAITING, Disputed, constraints
from .payment import Payment

__all__ = ["CLOSED", "STATES", "WAITING", "Dispute"]

REMIND_BEFORE = timedelta(days=3)


class Dispute(Disputed, TenantOwned, Timestamps, Model):
    """A dispute of a payment to the site."""

    __tablename__ = "disputes"
    __constraints__ = (UniqueConstraint("tenant_id", "gateway_id"), *constraints())

    payment_id: Mapped[int] = refers("payments")
    reminded_at: Mapped[datetime | None]

    payment: Mapped[Payment] = joined("Dispute.payment_id", "Payment")

    @classmethod
    def of(cls, payment: Payment) -> list[Dispute]:
        """All disputes of a payment, the first one first, as they are now."""
        listed = select(cls).where(cls.payment_id == payment.id).order_by(cls.id)
        return list(db.session.scalars(listed.execution_options(populate_existing=True)))

    @property
    def currency(self) -> str:
        return self.payment.currency

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)

    @property
    def fee(self) -> Money:
        return Money(self.fee_amount, self.currency)

    @classmethod
    def due_soon(cls) -> Select[Self]:
        """Those whose last day to be heard is near and that nobody was reminded of."""
        waiting = cls.state.in_(WAITING) & cls.has_evidence.is_(False) & cls.reminded_at.is_(None)
        near = cls.evidence_due_at < utcnow() + REMIND_BEFORE
        return select(cls).where(waiting, near).order_by(cls.id)

    @property
    def waits_for_us(self) -> bool:
        return self.state in WAITING and not self.has_evidence
