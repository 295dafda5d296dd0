"""A dispute: the cardholder's bank takes a payment back until it has heard both sides."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

from sqlalchemy import CheckConstraint, Select, UniqueConstraint, func, select, text
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Model, TenantOwned, Timestamps, db, joined, refers, utcnow
from ..money import Money
from .gateway_returns import DisputeSeen
from .payment import Payment

CLOSED = ("won", "lost", "warning_closed", "prevented")
WAITING = ("needs_response", "warning_needs_response")
REMIND_BEFORE = timedelta(days=3)
STATES = ("warning_needs_response", "warning_under_review", "needs_response", "under_review", *CLOSED)


class Dispute(TenantOwned, Timestamps, Model):
    """`withdrawn_amount` left the balance, `reinstated_amount` of it came back; an inquiry moves nothing."""

    __tablename__ = "disputes"
    __constraints__ = (
        UniqueConstraint("tenant_id", "gateway_id"),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("reinstated_amount BETWEEN 0 AND withdrawn_amount", name="reinstated_amount"),
        CheckConstraint(f"state IN {STATES}", name="state"),
    )

    gateway_id: Mapped[str]
    payment_id: Mapped[int] = refers("payments")
    amount: Mapped[int]
    reason: Mapped[str]
    state: Mapped[str]
    withdrawn_amount: Mapped[int] = mapped_column(server_default="0", default=0)
    reinstated_amount: Mapped[int] = mapped_column(server_default="0", default=0)
    fee_amount: Mapped[int] = mapped_column(server_default="0", default=0)
    evidence_due_at: Mapped[datetime | None]
    has_evidence: Mapped[bool] = mapped_column(server_default=text("false"), default=False)
    closed_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]

    payment: Mapped[Payment] = joined("Dispute.payment_id", "Payment")

    came_from = ""  # its state before the last step, for who tells of it

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

    @property
    def held_amount(self) -> int:
        """What the bank has taken and not given back."""
        return self.withdrawn_amount - self.reinstated_amount

    @property
    def is_closed(self) -> bool:
        return self.state in CLOSED

    @classmethod
    def due_soon(cls) -> Select[Self]:
        """Those whose last day to be heard is near and that nobody was reminded of."""
        waiting = cls.state.in_(WAITING) & cls.has_evidence.is_(False) & cls.reminded_at.is_(None)
        near = cls.evidence_due_at < utcnow() + REMIND_BEFORE
        return select(cls).where(waiting, near).order_by(cls.id)

    @property
    def waits_for_us(self) -> bool:
        return self.state in WAITING and not self.has_evidence

    def follow(self, seen: DisputeSeen) -> bool:
        """Note what the provider says; answers whether that is news. What is closed stays closed."""
        self.came_from = self.state or ""
        before = (self.state, self.withdrawn_amount, self.reinstated_amount)
        if not self.is_closed:
            self.state, self.reason, self.amount = seen.status, seen.reason, seen.amount
            self.evidence_due_at, self.has_evidence = seen.evidence_due_at, seen.has_evidence
        amounts = [movement.amount for movement in seen.movements]
        self.withdrawn_amount = max(self.withdrawn_amount or 0, -sum(each for each in amounts if each < 0))
        self.reinstated_amount = max(self.reinstated_amount or 0, sum(each for each in amounts if each > 0))
        self.fee_amount = sum(movement.fee for movement in seen.movements)
        if self.is_closed and self.closed_at is None:
            self.closed_at = func.clock_timestamp()
        db.session.flush()
        return before != (self.state, self.withdrawn_amount, self.reinstated_amount)
