"""What was charged and what it cost, by month and project: every figure is the sum of entries in the books."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, and_, case, cast, func, select

from educrowd.core.db import db
from educrowd.core.formatting import zone
from educrowd.core.ledger import LedgerAccount, LedgerEntry, LedgerTransaction
from educrowd.core.payments import Payment

from ..money.account_names import account_names, project_of
from ..money.bookkeeping import KINDS

# Figure → the account whose entries it sums, which kinds of them, and the sign. "" is the account of the income.
FIGURES = {
    "charged": ("", "charge", -1),
    "refunded": ("", "refund", 1),
    "disputed": ("dispute_hold", "dispute", 1),
    "processing": ("processing_fees", "", 1),
    "platform": ("platform_fees", "charge", 1),
    "returned": ("platform_fees", "fee_refund", -1),
    "dispute_fees": ("dispute_fees", "", 1),
    "net": ("psp_balance", "", 1),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Minor units of one currency; net is all that stayed of what was charged."""

    currency: str
    charged: int = 0
    refunded: int = 0
    disputed: int = 0
    processing: int = 0
    platform: int = 0
    returned: int = 0
    dispute_fees: int = 0
    net: int = 0

    @property
    def kept_by_platform(self) -> int:
        return self.platform - self.returned

    @property
    def refunded_share(self) -> float:
        """How many hundredths of what was charged went back."""
        return 100 * self.refunded / self.charged if self.charged else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthFees(Figures):
    """One month of one project, or of the courses sold."""

    month: date
    income_account: str
    name: str

    @property
    def project_id(self) -> int | None:
        return project_of(self.income_account)

    def entries(self, figure: str) -> dict[str, Any]:
        """Which entries of which account a figure sums, as the page of that account asks for them."""
        code, kind, _ = FIGURES[figure]
        asked = {"code": code or self.income_account, "currency": self.currency, "of": self.income_account}
        return asked | _days_of(self.month) | ({"kind": kind} if kind else {})


def fee_breakdown(*, year: int | None = None, project_id: int | None = None) -> list[MonthFees]:
    """Every month with movements, the latest first; a month is the site's."""
    month = cast(func.date_trunc("month", func.timezone(str(zone()), LedgerTransaction.recorded_at)), Date)
    key = (month.label("month"), Payment.income_account, LedgerEntry.currency)
    rows = (
        select(*key, *(_figure(name) for name in FIGURES))
        .select_from(LedgerEntry)
        .join(LedgerEntry.account)
        .join(LedgerEntry.transaction)
        .join(Payment, Payment.id == LedgerTransaction.payment_id)
        .group_by(*key)
        .order_by(month.desc(), Payment.income_account, LedgerEntry.currency)
    )
    if year:
        rows = rows.where(LedgerTransaction.recorded_at >= _new_year(year))
        rows = rows.where(LedgerTransaction.recorded_at < _new_year(year + 1))
    if project_id:
        rows = rows.where(Payment.income_account == f"project_funds:{project_id}")
    return _named(db.session.execute(rows).all())


def totals(rows: Iterable[Figures]) -> list[Figures]:
    """What the rows come to, by currency."""
    found: dict[str, Counter[str]] = {}
    for row in rows:
        found.setdefault(row.currency, Counter()).update({name: getattr(row, name) for name in FIGURES})
    return [Figures(currency=currency, **found[currency]) for currency in sorted(found)]


def years_of_charges() -> list[int]:
    """The years in which anything was charged, the latest first."""
    year = func.date_part("year", func.timezone(str(zone()), LedgerTransaction.recorded_at))
    charges = select(year).distinct().where(LedgerTransaction.payment_id.is_not(None))
    return sorted((int(each) for each in db.session.scalars(charges)), reverse=True)


def _figure(name: str) -> ColumnElement[int]:
    code, kind, sign = FIGURES[name]
    wanted: ColumnElement[bool] = LedgerAccount.code == (code or Payment.income_account)
    if kind:
        wanted = and_(wanted, LedgerTransaction.kind.in_(KINDS[kind]))
    return func.coalesce(func.sum(case((wanted, sign * LedgerEntry.amount))), 0).label(name)


def _named(rows: Sequence[Any]) -> list[MonthFees]:
    names = account_names({row.income_account for row in rows})
    return [MonthFees(name=names[row.income_account], **_plain(row._mapping)) for row in rows]


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: int(value) if name in FIGURES else value for name, value in row.items()}


def _days_of(month: date) -> dict[str, date]:
    following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return {"since": month, "until": date.fromordinal(following.toordinal() - 1)}


def _new_year(year: int) -> datetime:
    return datetime(year, 1, 1, tzinfo=zone())
