"""A refund: so much of a payment goes back, asked for once."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, func, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db import Model, TenantOwned, Timestamps, db, joined, refers
from ..money import Money
from .gateway_returns import RefundSeen
from .payment import Payment

if TYPE_CHECKING:
    from educrowd.blueprints.auth.models.user import User

STATES = ("requested", "pending", "succeeded", "failed")
REASONS = ("requested", "duplicate", "fraudulent", "cancelled", "other")


class Refund(TenantOwned, Timestamps, Model):
    """`key` is the asker's, so that asking twice gives back once; `reference` names it at the provider."""

    __tablename__ = "refunds"
    __constraints__ = (
        UniqueConstraint("tenant_id", "reference"),
        UniqueConstraint("tenant_id", "key"),
        UniqueConstraint("tenant_id", "gateway_id"),
        Index("ix_refunds_waiting", "tenant_id", "next_try_at", postgresql_where=text("next_try_at IS NOT NULL")),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("fee_returned BETWEEN 0 AND amount", name="fee_returned"),
        CheckConstraint(f"state IN {STATES}", name="state"),
        CheckConstraint(f"reason IN {REASONS}", name="reason"),
        CheckConstraint("state IN ('requested', 'failed') OR gateway_id IS NOT NULL", name="sent"),
    )

    reference: Mapped[UUID] = mapped_column(default=uuid4)
    key: Mapped[str]
    payment_id: Mapped[int] = refers("payments")
    amount: Mapped[int]
    reason: Mapped[str]
    note: Mapped[str] = mapped_column(server_default="", default="")
    ordered_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    state: Mapped[str] = mapped_column(server_default="requested", default="requested")
    gateway_id: Mapped[str | None]
    fee_returned: Mapped[int] = mapped_column(server_default="0", default=0)
    failure: Mapped[str | None]
    tries: Mapped[int] = mapped_column(server_default="0", default=0)
    # When somebody may send it (again); nobody may once it is known at the provider.
    next_try_at: Mapped[datetime | None] = mapped_column(server_default=func.clock_timestamp())

    payment: Mapped[Payment] = joined("Refund.payment_id", "Payment")
    orderer: Mapped[User | None] = relationship("User")

    came_from = ""  # its state before the last step, for who tells of it

    @classmethod
    def of(cls, payment: Payment) -> list[Refund]:
        """All refunds of a payment, the first one first, as they are now."""
        listed = select(cls).where(cls.payment_id == payment.id).order_by(cls.id)
        return list(db.session.scalars(listed.execution_options(populate_existing=True)))

    @classmethod
    def failures_of(cls, payment: Payment) -> int:
        """How many came to nothing. A key that ends with it is a new one after each, and the same for two clicks."""
        return sum(refund.state == "failed" for refund in cls.of(payment))

    @classmethod
    def left_of(cls, payment: Payment) -> int:
        """What was neither given back nor is on its way there."""
        return payment.amount - sum(refund.amount for refund in cls.of(payment) if refund.state != "failed")

    @property
    def currency(self) -> str:
        return self.payment.currency

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)

    @property
    def is_open(self) -> bool:
        return self.state in ("requested", "pending")

    def follow(self, seen: RefundSeen) -> bool:
        """Go where the provider says it is; a look that is older than what we know changes nothing."""
        state = "failed" if seen.has_failed else "succeeded" if seen.status == "succeeded" else "pending"
        if STATES.index(state) <= STATES.index(self.state):
            return False
        self.came_from = self.state
        self.state, self.gateway_id, self.fee_returned = state, seen.id, seen.fee_returned
        self.failure, self.next_try_at = seen.failure, None
        db.session.flush()
        return True

    def give_up(self, reason: str) -> None:
        """The provider will never make it as it stands."""
        self.came_from = self.state
        self.state, self.failure, self.next_try_at = "failed", reason, None
        db.session.flush()
