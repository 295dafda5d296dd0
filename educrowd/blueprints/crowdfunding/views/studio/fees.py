"""What was charged, what it cost and what is left of it, by month and project."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from flask import request

from educrowd.core.access import needs
from educrowd.core.csv_file import csv_list
from educrowd.core.money import Money
from educrowd.core.pages import invalid, render

from ...fees.breakdown import FIGURES, Figures, MonthFees, fee_breakdown, totals, years_of_charges
from ...fees.forms import FeesForm
from ..blueprint import bp

PAGE = "crowdfunding/studio/fees/index.html"
LABELS = {
    "charged": "Charged",
    "refunded": "Given back",
    "disputed": "In disputes",
    "processing": "Card fees",
    "platform": "Platform fee",
    "returned": "Fee returned",
    "dispute_fees": "Dispute fees",
    "net": "Net",
}
ALWAYS = ("charged", "processing", "platform", "net")
HEADING = ("month", "for", "project_id", "currency", *FIGURES)


@bp.get("/studio/money/fees/")
@needs("money.read")
def fees():
    form = FeesForm(request.args, years=years_of_charges())
    if not form.validate():
        return invalid(PAGE, form, **_shown([]))
    return render(PAGE, form=form, **_shown(fee_breakdown(year=form.year.data)))


@bp.get("/studio/money/fees.csv")
@needs("money.read")
def fees_csv():
    form = FeesForm(request.args, years=years_of_charges())
    if not form.validate():
        return invalid(PAGE, form, **_shown([]))
    return csv_list("fees.csv", HEADING, (_line(row) for row in fee_breakdown(year=form.year.data)))


def _shown(rows: list[MonthFees]) -> dict[str, Any]:
    sums = totals(rows)
    columns = _columns(sums)
    months = [(month, list(group)) for month, group in groupby(rows, key=lambda row: row.month)]
    heading = ["For", *((label, "number") for _, label in columns)]
    return {"months": months, "totals": sums, "columns": columns, "heading": heading}


def _columns(sums: list[Figures]) -> list[tuple[str, str]]:
    """What is nothing everywhere is not shown."""
    shown = [name for name in FIGURES if name in ALWAYS or any(getattr(each, name) for each in sums)]
    return [(name, LABELS[name]) for name in shown]


def _line(row: MonthFees) -> tuple:
    amounts = (Money(getattr(row, name), row.currency).decimal for name in FIGURES)
    return (row.month.strftime("%Y-%m"), row.name, row.project_id, row.currency, *amounts)
