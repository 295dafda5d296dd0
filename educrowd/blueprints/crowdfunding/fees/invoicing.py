"""Invoicing the platform's fees: for each month that is over an invoice, and a credit note for what went back.

An invoice takes the fees of its month that are on none yet. So nothing is invoiced twice or left out, even where a
site moves to another time zone and its months begin at another hour.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from flask import current_app
from sqlalchemy import Date, Text, cast, func, select
from sqlalchemy.dialects.postgresql import insert

from educrowd.blueprints.auth.models import User
from educrowd.blueprints.tenant.billing import billing_details
from educrowd.core.audit import audit
from educrowd.core.current import current
from educrowd.core.db import bound_tenant_id, db, utcnow
from educrowd.core.formatting import zone
from educrowd.core.jobs import job
from educrowd.core.money import split
from educrowd.core.payments import Payment, Refund
from educrowd.core.platform_book import PlatformEntry

from ..models import FeeInvoice, FeeInvoiceEntry
from ..money.account_names import account_names
from .mailers import send_fee_invoice

# What is booked just before midnight may be committed just after it.
SETTLED_AFTER = timedelta(hours=6)


@job(queue="bulk")
def issue_fee_invoices() -> None:
    """Invoice this site's months that are over; invoices come first, as credit notes name them."""
    for kind, fees in (("invoice", _charged), ("credit_note", _returned)):
        rows = db.session.execute(fees()).all()
        for (month, currency), some in groupby(rows, key=lambda row: (row.month, row.currency)):
            _issue(kind, month, currency, list(some))


def _charged() -> Any:
    """Fees on no invoice yet, each with the charge that it is a share of."""
    return _open_fees("fee", Payment.amount, func.concat(""))


def _returned() -> Any:
    """Fees that went back, each with the refund that it went back with and the invoice it was on."""
    charged = select(PlatformEntry.id).where(
        PlatformEntry.tenant_id == bound_tenant_id(),
        PlatformEntry.kind == "fee",
        PlatformEntry.payment_id == Payment.id,
    )
    invoiced = (
        select(FeeInvoice.number)
        .join(FeeInvoiceEntry, FeeInvoiceEntry.invoice_id == FeeInvoice.id)
        .where(FeeInvoiceEntry.entry_id == charged.correlate(Payment).scalar_subquery())
        .correlate(Payment)
        .scalar_subquery()
    )
    returned = _open_fees("fee_refund", Refund.amount, invoiced)
    return returned.join(Refund, cast(Refund.reference, Text) == PlatformEntry.external_ref)


def _open_fees(kind: str, base: Any, refers: Any) -> Any:
    month = cast(func.date_trunc("month", func.timezone(str(zone()), PlatformEntry.recorded_at)), Date).label("month")
    taken = select(FeeInvoiceEntry.id).where(FeeInvoiceEntry.entry_id == PlatformEntry.id)
    return (
        select(
            PlatformEntry.id,
            month,
            PlatformEntry.currency,
            PlatformEntry.amount,
            Payment.income_account,
            base.label("base"),
            refers.label("refers"),
        )
        .join(Payment, Payment.id == PlatformEntry.payment_id)
        .where(PlatformEntry.kind == kind, PlatformEntry.recorded_at < _end_of_last_month(), ~taken.exists())
        .order_by(month, PlatformEntry.currency, PlatformEntry.id)
    )


def _end_of_last_month() -> datetime:
    now = (utcnow() - SETTLED_AFTER).astimezone(zone())
    return datetime(now.year, now.month, 1, tzinfo=zone())


def _issue(kind: str, month: date, currency: str, fees: Sequence[Any]) -> None:
    total, tax_bps = sum(fee.amount for fee in fees), current_app.config["FEE_TAX_BPS"]
    net, tax = split(total, [10_000, tax_bps])
    invoice = FeeInvoice(
        kind=kind,
        month=month,
        currency=currency,
        net_amount=net,
        tax_amount=tax,
        total_amount=total,
        tax_bps=tax_bps,
        snapshot={"issuer": _issuer(), "recipient": _recipient(), "lines": _lines(fees)},
    )
    db.session.add(invoice)
    db.session.flush()
    rows = [{"tenant_id": bound_tenant_id(), "invoice_id": invoice.id, "entry_id": fee.id} for fee in fees]
    db.session.execute(insert(FeeInvoiceEntry), rows)
    audit("fee_invoice.issued", subject=invoice, number=invoice.number, amount=total, currency=currency)
    for address in _addresses():
        send_fee_invoice.later(invoice.id, address)


def _lines(fees: Iterable[Any]) -> list[dict[str, Any]]:
    """One for each project, and for each invoice that is corrected."""
    sums: dict[tuple[str, str], list[int]] = {}
    for fee in fees:
        line = sums.setdefault((fee.income_account, fee.refers or ""), [0, 0, 0])
        line[:] = [line[0] + 1, line[1] + fee.base, line[2] + fee.amount]
    names = account_names({account for account, _ in sums})
    return [
        {"name": names[account], "refers": refers, "count": count, "base_amount": base, "amount": amount}
        for (account, refers), (count, base, amount) in sums.items()
    ]


def _issuer() -> dict[str, Any]:
    config = current_app.config
    return {
        "name": config["PLATFORM_NAME"],
        "address": [line.strip() for line in config["PLATFORM_ADDRESS"].split(";") if line.strip()],
        "tax_id": config["PLATFORM_TAX_ID"],
        "note": config["INVOICE_NOTE"],
    }


def _recipient() -> dict[str, Any]:
    details = billing_details()
    return {
        "name": details.name or current.tenant.name,
        "address": [line for line in details.address.splitlines() if line.strip()],
        "tax_id": details.tax_id,
        "site": current.tenant.host,
    }


def _addresses() -> list[str]:
    """Who gets it: the address for invoices where the site has one, else its owners."""
    chosen = billing_details().email
    return [chosen] if chosen else [owner.email for owner in db.session.scalars(User.owners())]
