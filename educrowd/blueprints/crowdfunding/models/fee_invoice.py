"""An invoice of the platform for its fees of a month, or a credit note for those it returned."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from sqlalchemy import CheckConstraint, FetchedValue, ForeignKey, ForeignKeyConstraint, Select, UniqueConstraint, select
from sqlalchemy.dialects.postgresql import CHAR, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.currency_row import CurrencyRow
from educrowd.core.db import Model, TenantOwned, Timestamps, refers
from educrowd.core.money import Money

KINDS = ("invoice", "credit_note")


class FeeInvoice(TenantOwned, Timestamps, Model):
    """`snapshot` holds all that was printed: issuer, recipient, lines. The database gives the number."""

    __tablename__ = "fee_invoices"
    __constraints__ = (
        UniqueConstraint("tenant_id", "kind", "sequence"),
        UniqueConstraint("tenant_id", "number"),
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        CheckConstraint("extract(day FROM month) = 1", name="month"),
        CheckConstraint("tax_amount >= 0", name="tax_amount"),
        CheckConstraint("total_amount > 0 AND total_amount = net_amount + tax_amount", name="total_amount"),
    )

    kind: Mapped[str]
    sequence: Mapped[int] = mapped_column(server_default=FetchedValue())
    number: Mapped[str] = mapped_column(server_default=FetchedValue())
    month: Mapped[date]
    currency: Mapped[str] = mapped_column(CHAR(3), ForeignKey(CurrencyRow.code))
    net_amount: Mapped[int]
    tax_amount: Mapped[int]
    total_amount: Mapped[int]
    tax_bps: Mapped[int]
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSONB)

    @classmethod
    def latest(cls) -> Select[Self]:
        return select(cls).order_by(cls.month.desc(), cls.id.desc())

    @property
    def title(self) -> str:
        return f"{'Invoice' if self.kind == 'invoice' else 'Credit note'} {self.number}"

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Each with name, count, base_amount, amount, and the number of the invoice that it corrects."""
        return self.snapshot["lines"]

    @property
    def issuer(self) -> dict[str, Any]:
        return self.snapshot["issuer"]

    @property
    def recipient(self) -> dict[str, Any]:
        return self.snapshot["recipient"]

    def money(self, name: str) -> Money:
        return Money(getattr(self, f"{name}_amount"), self.currency)


class FeeInvoiceEntry(TenantOwned, Model):
    """A line of the platform's book is on one invoice, once."""

    __tablename__ = "fee_invoice_entries"
    __constraints__ = (
        UniqueConstraint("tenant_id", "entry_id"),
        ForeignKeyConstraint(["tenant_id", "entry_id"], ["platform_entries.tenant_id", "platform_entries.id"]),
    )

    invoice_id: Mapped[int] = refers("fee_invoices")
    entry_id: Mapped[int]
