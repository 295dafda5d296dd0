"""Reading the books: from an account to its entries, from an entry to what made it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import url_for
from sqlalchemy import Select, Text, cast, func, select
from sqlalchemy.orm import contains_eager, joinedload

from educrowd.core.db import db
from educrowd.core.formatting import zone
from educrowd.core.ledger import LedgerAccount, LedgerEntry, LedgerTransaction
from educrowd.core.payments import Dispute, Payment, Payout, Refund

from ..models import Pledge, Project


@dataclass(frozen=True, slots=True)
class Source:
    """What a transaction was written for, and where that can be seen."""

    label: str
    url: str = ""


# Kinds of transactions that belong together where people read: what a failed refund brings back is a reversal.
KINDS = {
    "charge": ("charge",),
    "refund": ("refund", "reversal"),
    "fee_refund": ("fee_refund",),
    "dispute": ("dispute", "dispute_won"),
}


def entries_of(
    code: str, currency: str, *, since: date | None = None, until: date | None = None, kind: str = "", of: str = ""
) -> Select[Any]:
    """An account's entries, newest first; both days are the site's and included.

    `kind` is one of KINDS; `of` leaves those of payments to one project's account.
    """
    entries = (
        select(LedgerEntry)
        .join(LedgerEntry.account)
        .join(LedgerEntry.transaction)
        .where(LedgerAccount.code == code, LedgerAccount.currency == currency)
        .options(contains_eager(LedgerEntry.transaction))
    )
    if since:
        entries = entries.where(LedgerTransaction.recorded_at >= _midnight(since))
    if until:
        entries = entries.where(LedgerTransaction.recorded_at < _midnight(until + timedelta(days=1)))
    if kind:
        entries = entries.where(LedgerTransaction.kind.in_(KINDS[kind]))
    if of:
        entries = entries.join(Payment, Payment.id == LedgerTransaction.payment_id).where(Payment.income_account == of)
    return entries.order_by(LedgerEntry.id.desc())


def sum_of_entries(entries: Select[Any]) -> int:
    """What the listed entries come to."""
    return int(db.session.scalar(select(func.sum(entries.order_by(None).subquery().c.amount))) or 0)


def source_of(transaction: LedgerTransaction) -> Source | None:
    """The payment, refund, dispute, payout or project behind a transaction."""
    find = SOURCES.get(transaction.kind)
    return find(transaction.external_ref) if find else None


def _charge(reference: str) -> Source | None:
    return _of_payment(db.session.scalar(select(Payment).where(_named(Payment.reference, reference))), "Payment")


def _refund(reference: str) -> Source | None:
    refund = db.session.scalar(
        select(Refund).where(_named(Refund.reference, reference)).options(joinedload(Refund.payment))
    )
    return _of_payment(refund.payment, "Refund of a payment") if refund else None


def _dispute(reference: str) -> Source | None:
    dispute = db.session.scalar(select(Dispute).where(Dispute.gateway_id == reference))
    return _of_payment(dispute.payment, "Disputed payment") if dispute else None


def _payout(reference: str) -> Source | None:
    name = reference.removeprefix("payout:").partition(":")[0]
    payout = db.session.scalar(select(Payout).where(_named(Payout.reference, name)))
    if payout is None:
        return None
    return Source(f"Payout {payout.gateway_id or payout.id}", url_for("crowdfunding.payout", payout_id=payout.id))


def _release(reference: str) -> Source | None:
    number = reference.removeprefix("project_funds:").partition(":")[0]
    project = db.session.scalar(select(Project).where(Project.id == int(number))) if number.isdigit() else None
    if project is None:
        return None
    return Source(project.title, url_for("crowdfunding.edit_project", project_id=project.id))


def _of_payment(payment: Payment | None, label: str) -> Source | None:
    if payment is None:
        return None
    words = f"{label}: {payment.description}"
    pledge = db.session.scalar(Pledge.paid_by(payment.id))
    if pledge is None:
        return Source(words)
    return Source(words, url_for("crowdfunding.backer", project_id=pledge.project_id, pledge_id=pledge.id))


SOURCES = {
    "charge": _charge,
    "refund": _refund,
    "fee_refund": _refund,
    "dispute_lost": _dispute,
    "payout": _payout,
    "release": _release,
}


def _named(reference: Any, name: str) -> Any:
    return cast(reference, Text) == name


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone())
