"""A payout: money on its way from the provider's balance to the site's bank."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.dialects.postgresql import CHAR
from sqlalchemy.orm import Mapped, mapped_column

from ..currency_row import CurrencyRow
from ..db import Model, TenantOwned, Timestamps, utcnow
from ..money import Money
from .gateway import Failure, Transfer

STATES = ("created", "in_transit", "paid", "failed", "canceled")
OVER = ("paid", "failed", "canceled")


class Payout(TenantOwned, Timestamps, Model):
    """So much to the bank, asked for exactly once; `reference` names it at the provider and in the books."""

    __tablename__ = "payouts"
    __constraints__ = (
        UniqueConstraint("tenant_id", "reference"),
        UniqueConstraint("tenant_id", "token"),
        UniqueConstraint("tenant_id", "gateway_id"),
        CheckConstraint(f"state IN {STATES}", name="state"),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("state NOT IN ('in_transit', 'paid') OR gateway_id IS NOT NULL", name="gateway_id"),
    )

    reference: Mapped[UUID] = mapped_column(default=uuid4)
    token: Mapped[str]  # what the form or client sent, so that sending it twice pays out once
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    account: Mapped[str]
    amount: Mapped[int]
    currency: Mapped[str] = mapped_column(CHAR(3), ForeignKey(CurrencyRow.code))
    state: Mapped[str] = mapped_column(server_default="created", default="created")
    gateway_id: Mapped[str | None]
    moved_amount: Mapped[int] = mapped_column(server_default="0", default=0)
    arrives_at: Mapped[datetime | None]
    failure_code: Mapped[str | None]
    failure_message: Mapped[str | None]
    settled_at: Mapped[datetime | None]

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)

    @property
    def is_over(self) -> bool:
        return self.state in OVER

    @property
    def refs(self) -> tuple[str, ...]:
        """How the books name what became of it."""
        return tuple(f"payout:{self.reference}{step}" for step in ("", ":paid", ":paid:returned", ":returned"))

    def take(self, state: str, transfer: Transfer | None = None, failure: Failure | None = None) -> None:
        """Go on to what the provider says it is."""
        self.state = state
        if transfer:
            self.moved_amount, self.arrives_at = transfer.moved, transfer.arrives_at
        if failure:
            self.failure_code, self.failure_message = failure.code, failure.message
        if self.is_over:
            self.settled_at = utcnow()
