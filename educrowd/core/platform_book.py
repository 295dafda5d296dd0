"""The platform's own book: what it earns of each site, in fees and in plans.

A line moves an amount from one account to another, so it balances by its shape. It is written in the transaction, and
bound to the site, that it is about: a site can read its own lines and nobody else's, the platform's host reads all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import KW_ONLY, asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    UniqueConstraint,
    case,
    func,
    or_,
    select,
    text,
    union_all,
)
from sqlalchemy.dialects.postgresql import CHAR, insert
from sqlalchemy.orm import Mapped, mapped_column

from .currency_row import CurrencyRow
from .db import Model, bound_tenant_id, db

DISPUTES = ("plan_dispute", "plan_dispute_fee", "plan_dispute_won", "plan_dispute_lost")
KINDS = ("fee", "fee_refund", "plan", "plan_processing", "plan_refund", *DISPUTES)
ACCOUNTS = ("psp_balance", "fee_income", "plan_income", "processing_fees", "dispute_hold", "dispute_fees")


class PlatformEntry(Model):
    """So much from the credited to the debited account; `external_ref` names the event, so it is written once."""

    __tablename__ = "platform_entries"
    __table_args__ = (
        UniqueConstraint("tenant_id", "kind", "external_ref"),
        Index(None, "tenant_id", "payment_id"),
        Index(None, "tenant_id", "recorded_at"),
        Index(
            "ix_platform_entries_dispute_hold",
            "tenant_id",
            postgresql_where=text("debit = 'dispute_hold' OR credit = 'dispute_hold'"),
        ),
        ForeignKeyConstraint(["tenant_id", "payment_id"], ["payments.tenant_id", "payments.id"]),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        CheckConstraint(f"debit <> credit AND debit IN {ACCOUNTS} AND credit IN {ACCOUNTS}", name="sides"),
    )

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"), primary_key=True, default=bound_tenant_id)
    id: Mapped[int] = mapped_column(Identity(), primary_key=True, autoincrement=True)
    kind: Mapped[str]
    external_ref: Mapped[str]
    debit: Mapped[str]
    credit: Mapped[str]
    amount: Mapped[int]
    currency: Mapped[str] = mapped_column(CHAR(3), ForeignKey(CurrencyRow.code))
    payment_id: Mapped[int | None]
    note: Mapped[str] = mapped_column(server_default="")
    recorded_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())


@dataclass(frozen=True, slots=True)
class Line:
    """What is to be written of one event."""

    kind: str
    external_ref: str
    amount: int
    currency: str
    _: KW_ONLY
    debit: str
    credit: str
    note: str = ""
    payment_id: int | None = None


def record(*event: Any, **about: Any) -> None:
    """Write one line, as Line has it."""
    record_all([Line(*event, **about)])


def record_all(lines: Iterable[Line]) -> None:
    """Write lines about the bound site, but none that stands there already or moves nothing."""
    rows = [{"tenant_id": bound_tenant_id()} | asdict(line) for line in lines if line.amount]
    if rows:
        recorded = insert(PlatformEntry).on_conflict_do_nothing(index_elements=["tenant_id", "kind", "external_ref"])
        db.session.execute(recorded, rows)


def balances() -> list[tuple[str, str, int]]:
    """(account, currency, balance), debits positive: of the bound site, or of all where none is bound."""
    sides = union_all(
        select(PlatformEntry.debit.label("account"), PlatformEntry.currency, PlatformEntry.amount),
        select(PlatformEntry.credit, PlatformEntry.currency, -PlatformEntry.amount),
    ).subquery()
    account, currency, amount = sides.c
    sums = select(account, currency, func.sum(amount)).group_by(account, currency).order_by(account, currency)
    return [(code, money, int(total)) for code, money, total in db.session.execute(sums)]


def disputed_sites() -> list[int]:
    """The sites of whose plans a bank holds money back until it has decided."""
    held = PlatformEntry.debit == "dispute_hold"
    amount = func.sum(case((held, PlatformEntry.amount), else_=-PlatformEntry.amount))
    touched = select(PlatformEntry.tenant_id).where(or_(held, PlatformEntry.credit == "dispute_hold"))
    return list(db.session.scalars(touched.group_by(PlatformEntry.tenant_id).having(amount != 0)))
