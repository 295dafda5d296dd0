"""An invoice for a plan, as the provider wrote it."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, UniqueConstraint, select
from sqlalchemy.dialects.postgresql import CHAR
from sqlalchemy.orm import Mapped, mapped_column, selectinload

from educrowd.core.currency_row import CurrencyRow
from educrowd.core.db import Model, TenantOwned, Timestamps, db, joined
from educrowd.core.money import Money

from .plan_dispute import PlanDispute

STATES = ("draft", "open", "paid", "void", "uncollectible")


class PlanInvoice(TenantOwned, Timestamps, Model):
    """`paid_amount` is what a card was charged: a credit may have paid the rest."""

    __tablename__ = "plan_invoices"
    __constraints__ = (
        UniqueConstraint("tenant_id", "gateway_id"),
        Index(None, "tenant_id", "charge_id"),
        CheckConstraint(f"state IN {STATES}", name="state"),
        CheckConstraint("refunded_amount BETWEEN 0 AND paid_amount", name="refunded"),
    )

    gateway_id: Mapped[str]
    number: Mapped[str] = mapped_column(server_default="", default="")
    description: Mapped[str] = mapped_column(server_default="", default="")
    state: Mapped[str]
    total_amount: Mapped[int]
    due_amount: Mapped[int]
    paid_amount: Mapped[int] = mapped_column(server_default="0", default=0)
    refunded_amount: Mapped[int] = mapped_column(server_default="0", default=0)
    processing_fee: Mapped[int] = mapped_column(server_default="0", default=0)
    currency: Mapped[str] = mapped_column(CHAR(3), ForeignKey(CurrencyRow.code))
    attempts: Mapped[int] = mapped_column(server_default="0", default=0)
    next_try_at: Mapped[datetime | None]
    issued_at: Mapped[datetime]
    paid_at: Mapped[datetime | None]
    charge_id: Mapped[str | None]
    url: Mapped[str] = mapped_column(server_default="", default="")

    disputes: Mapped[list[PlanDispute]] = joined(
        "PlanDispute.invoice_id", "PlanInvoice", order_by=PlanDispute.id, viewonly=True
    )

    @classmethod
    def latest(cls) -> Select[Self]:
        return select(cls).order_by(cls.issued_at.desc(), cls.id.desc()).options(selectinload(cls.disputes))

    @classmethod
    def called(cls, gateway_id: str) -> Self | None:
        """The one that the provider calls so."""
        return db.session.scalars(select(cls).where(cls.gateway_id == gateway_id)).one_or_none()

    @property
    def dispute(self) -> PlanDispute | None:
        """The last one, where its bank has asked or taken back."""
        return self.disputes[-1] if self.disputes else None

    @property
    def total(self) -> Money:
        return Money(self.total_amount, self.currency)
