"""The books: immutable double entry, one set for each tenant. Debits are positive, credits negative.

The database itself holds the rules (migrations/shared, *_money.py): entries sum to 0 in their transaction,
nothing is ever changed, and a correction is a new transaction that reverses an old one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    func,
    select,
    text,
    tuple_,
)
from sqlalchemy.dialects.postgresql import CHAR, insert
from sqlalchemy.orm import Mapped, mapped_column

from .currency_row import CurrencyRow
from .db import Model, TenantOwned, bound_tenant_id, db, joined, refers


class LedgerAccount(TenantOwned, Model):
    """A place where money of one currency stands: `psp_balance`, `project_funds:12`."""

    __tablename__ = "ledger_accounts"
    __constraints__ = (
        UniqueConstraint("tenant_id", "code", "currency"),
        UniqueConstraint("tenant_id", "id", "currency"),
    )

    code: Mapped[str]
    currency: Mapped[str] = mapped_column(CHAR(3), ForeignKey(CurrencyRow.code))


class LedgerTransaction(TenantOwned, Model):
    """One business event in the books; `external_ref` names it outside, so it is written once."""

    __tablename__ = "ledger_transactions"
    __constraints__ = (
        UniqueConstraint("tenant_id", "kind", "external_ref"),
        UniqueConstraint("tenant_id", "reverses_id"),
    )

    kind: Mapped[str]
    external_ref: Mapped[str]
    note: Mapped[str] = mapped_column(server_default="")
    reverses_id: Mapped[int | None] = refers("ledger_transactions", index=False)
    payment_id: Mapped[int | None] = refers("payments")
    recorded_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    made_in: Mapped[int] = mapped_column(server_default=text("0"))

    entries: Mapped[list[LedgerEntry]] = joined(
        "LedgerEntry.transaction_id", "LedgerTransaction", back_populates="transaction", viewonly=True
    )


class LedgerEntry(TenantOwned, Model):
    """One line: so many minor units on one account."""

    __tablename__ = "ledger_entries"
    __constraints__ = (
        CheckConstraint("amount <> 0", name="amount"),
        ForeignKeyConstraint(
            ["tenant_id", "account_id", "currency"],
            ["ledger_accounts.tenant_id", "ledger_accounts.id", "ledger_accounts.currency"],
        ),
        Index(None, "tenant_id", "account_id"),
    )

    transaction_id: Mapped[int] = refers("ledger_transactions")
    account_id: Mapped[int]
    currency: Mapped[str] = mapped_column(CHAR(3))
    amount: Mapped[int]

    transaction: Mapped[LedgerTransaction] = joined(
        "LedgerEntry.transaction_id", "LedgerTransaction", back_populates="entries", viewonly=True
    )
    account: Mapped[LedgerAccount] = joined("LedgerEntry.account_id", "LedgerAccount", viewonly=True)


@dataclass(frozen=True, slots=True)
class Posting:
    """A transaction that is to be written: account code → signed amount.

    `payment_id` names the payment that it is about, if it is about one.
    """

    kind: str
    external_ref: str
    moves: Mapping[str, int]
    _: KW_ONLY
    currency: str
    note: str = ""
    payment_id: int | None = None
    reverses_id: int | None = None


def post(kind: str, external_ref: str, moves: Mapping[str, int], **about: Any) -> bool:
    """Write one transaction, as Posting has it; False when it stands in the books already."""
    return post_all([Posting(kind, external_ref, moves, **about)]) == 1


def post_all(postings: Sequence[Posting]) -> int:
    """Write many transactions, but none that stands in the books already; answers how many."""
    if not postings:
        return 0
    opened = _open(postings)
    accounts = _accounts({(code, each.currency) for each in postings for code, amount in each.moves.items() if amount})
    entries = [
        {
            "tenant_id": bound_tenant_id(),
            "transaction_id": opened[each.kind, each.external_ref],
            "account_id": accounts[code, each.currency],
            "currency": each.currency,
            "amount": amount,
        }
        for each in postings
        if (each.kind, each.external_ref) in opened
        for code, amount in each.moves.items()
        if amount
    ]
    if entries:
        db.session.execute(insert(LedgerEntry), entries)
    return len(opened)


def reverse(transaction: LedgerTransaction, external_ref: str, *, note: str = "") -> bool:
    """Undo a transaction by its mirror image."""
    postings = {entry.account.code: -entry.amount for entry in transaction.entries}
    currency = transaction.entries[0].currency
    about = {"note": note, "payment_id": transaction.payment_id, "reverses_id": transaction.id}
    return post("reversal", external_ref, postings, currency=currency, **about)


def find(kind: str, external_ref: str) -> LedgerTransaction | None:
    """The transaction of this event, if it was written."""
    named = select(LedgerTransaction).where(
        LedgerTransaction.kind == kind, LedgerTransaction.external_ref == external_ref
    )
    return db.session.scalars(named).one_or_none()


def balance(code: str, currency: str) -> int:
    """What stands on an account: the sum of its entries."""
    moved = (
        select(func.sum(LedgerEntry.amount))
        .join(LedgerEntry.account)
        .where(LedgerAccount.code == code, LedgerAccount.currency == currency)
    )
    return int(db.session.scalar(moved) or 0)


def last_entry(code: str, currency: str) -> int:
    """The id of the newest entry on an account: names what follows from its balance, written once for each balance."""
    newest = (
        select(func.max(LedgerEntry.id))
        .join(LedgerEntry.account)
        .where(LedgerAccount.code == code, LedgerAccount.currency == currency)
    )
    return db.session.scalar(newest) or 0


def balances() -> list[tuple[str, str, int]]:
    """Every account of this tenant that was ever used, as (code, currency, balance)."""
    rows = db.session.execute(
        select(LedgerAccount.code, LedgerAccount.currency, func.sum(LedgerEntry.amount))
        .join(LedgerEntry.account)
        .group_by(LedgerAccount.code, LedgerAccount.currency)
        .order_by(LedgerAccount.code, LedgerAccount.currency)
    )
    return [(code, currency, int(amount)) for code, currency, amount in rows]


def _open(postings: Sequence[Posting]) -> dict[tuple[str, str], int]:
    """The ids of the new transactions by kind and reference."""
    rows = [
        {
            "tenant_id": bound_tenant_id(),
            "kind": each.kind,
            "external_ref": each.external_ref,
            "note": each.note,
            "payment_id": each.payment_id,
            "reverses_id": each.reverses_id,
        }
        for each in postings
    ]
    opened = insert(LedgerTransaction).on_conflict_do_nothing(index_elements=["tenant_id", "kind", "external_ref"])
    named = opened.returning(LedgerTransaction.kind, LedgerTransaction.external_ref, LedgerTransaction.id)
    return {(kind, ref): id for kind, ref, id in db.session.execute(named, rows)}


def _accounts(wanted: set[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """The ids of accounts by code and currency; what was never used is opened."""
    known = _find_accounts(wanted)
    missing = sorted(wanted - set(known))
    if not missing:
        return known
    rows = [{"tenant_id": bound_tenant_id(), "code": code, "currency": currency} for code, currency in missing]
    db.session.execute(insert(LedgerAccount).on_conflict_do_nothing(), rows)
    return _find_accounts(wanted)


def _find_accounts(wanted: set[tuple[str, str]]) -> dict[tuple[str, str], int]:
    named = tuple_(LedgerAccount.code, LedgerAccount.currency).in_(wanted)
    rows = db.session.execute(select(LedgerAccount.code, LedgerAccount.currency, LedgerAccount.id).where(named))
    return {(code, currency): id for code, currency, id in rows}
