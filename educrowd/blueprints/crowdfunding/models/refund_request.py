"""A backer asks for their money back; the site answers by a day that both can see."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, func, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from educrowd.core.db import Model, TenantOwned, Timestamps, db, joined, refers, utcnow
from educrowd.core.money import Money
from educrowd.core.payments import Payment, Refund

from .month import PledgeMonth

if TYPE_CHECKING:
    from .pledge import Pledge

STATES = ("open", "approved", "declined")
ANSWER_WITHIN = timedelta(days=14)
REMIND_BEFORE = timedelta(days=4)


class RefundRequest(TenantOwned, Timestamps, Model):
    """Open until it is approved, which gives the money back, or declined with a reason.

    `payment` is what it asks back, whatever the pledge stands at meanwhile: of a membership, one `month`.
    """

    __tablename__ = "refund_requests"
    __constraints__ = (
        Index(
            "uq_refund_requests_open", "tenant_id", "pledge_id", unique=True, postgresql_where=text("state = 'open'")
        ),
        CheckConstraint(f"state IN {STATES}", name="state"),
        CheckConstraint("(state = 'open') = (answered_at IS NULL)", name="answered"),
        CheckConstraint("(state = 'approved') = (refund_id IS NOT NULL)", name="approved"),
    )

    pledge_id: Mapped[int] = refers("pledges")
    payment_id: Mapped[int] = refers("payments")
    reason: Mapped[str]
    state: Mapped[str] = mapped_column(server_default="open", default="open")
    due_at: Mapped[datetime] = mapped_column(default=lambda: utcnow() + ANSWER_WITHIN)
    reminded_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(server_default="", default="")
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    answered_at: Mapped[datetime | None]
    refund_id: Mapped[int | None] = refers("refunds")

    pledge: Mapped[Pledge] = joined("RefundRequest.pledge_id", "Pledge")
    payment: Mapped[Payment] = joined("RefundRequest.payment_id", "Payment")
    month: Mapped[PledgeMonth | None] = relationship(
        primaryjoin="and_(RefundRequest.tenant_id == PledgeMonth.tenant_id,"
        " foreign(RefundRequest.payment_id) == PledgeMonth.payment_id)",
        viewonly=True,
    )
    refund: Mapped[Refund | None] = joined("RefundRequest.refund_id", "Refund")

    @classmethod
    def of(cls, pledge: Pledge) -> RefundRequest | None:
        """The last thing that was asked for a pledge."""
        asked = select(cls).where(cls.pledge_id == pledge.id).order_by(cls.id.desc()).limit(1)
        return db.session.scalar(asked)

    @classmethod
    def due_soon(cls) -> Select[Self]:
        """Open ones whose day is near and that nobody was reminded of."""
        near = cls.due_at < utcnow() + REMIND_BEFORE
        return select(cls).where(cls.state == "open", cls.reminded_at.is_(None), near).order_by(cls.id)

    @classmethod
    def asked_at(cls, refund: Refund) -> datetime:
        """When somebody wanted a refund: its backer, or else whoever ordered it."""
        asked = select(cls.created_at).where(cls.refund_id == refund.id)
        return db.session.scalar(asked) or refund.created_at

    @property
    def left(self) -> Money:
        """What has not gone back of the payment that it asks for."""
        return self.payment.money - Money(self.payment.refunded_amount, self.payment.currency)

    @property
    def is_open(self) -> bool:
        return self.state == "open"

    @property
    def is_late(self) -> bool:
        return self.is_open and self.due_at < utcnow()

    def close(self, state: str, *, answer: str, by: int | None, refund: Refund | None = None) -> None:
        """Answer it; the database lets nobody answer twice."""
        self.state, self.answer, self.answered_by = state, answer, by
        self.answered_at = func.clock_timestamp()
        self.refund_id = refund.id if refund else None
        db.session.flush()
