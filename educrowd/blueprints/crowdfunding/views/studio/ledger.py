"""The books, for staff: balances, the entries behind each, and what made an entry."""

from __future__ import annotations

from functools import partial

from flask import abort, request

from educrowd.core import ledger as books
from educrowd.core.access import needs
from educrowd.core.csv_file import csv_file
from educrowd.core.pages import find, invalid, is_htmx, paginate, render
from educrowd.core.payments import ConnectedAccount

from ...money.account_names import account_names, grouped
from ...money.bookkeeping import entries_of, source_of, sum_of_entries
from ...money.ledger_forms import EntriesForm
from ...queries import ledger_transactions
from ..blueprint import bp

ACCOUNT = "crowdfunding/studio/ledger/account.html"
HEADING = ("recorded_at", "kind", "reference", "note", "account", "debit", "credit", "currency")


@bp.get("/studio/money")
@needs("money.read")
def ledger():
    standing = books.balances()
    return render(
        "crowdfunding/studio/ledger/index.html",
        balances=grouped(standing),
        names=account_names({code for code, _, _ in standing}),
        account=ConnectedAccount.mine(),
        page=paginate(ledger_transactions(), per_page=25),
    )


@bp.get("/studio/money/accounts/<currency>/<code>")
@needs("money.read")
def ledger_account(currency: str, code: str):
    account, form = _account(currency, code), EntriesForm(request.args)
    if not form.validate():
        return invalid(ACCOUNT, form, account=account, name=_name(code), page=None, total=0)
    entries = entries_of(code, currency, **form.filters)
    template = "crowdfunding/studio/ledger/_entries.html" if is_htmx() else ACCOUNT
    shown = {"page": paginate(entries, per_page=50), "total": sum_of_entries(entries)}
    only = _name(form.of.data) if form.of.data else ""
    return render(template, account=account, name=_name(code), only=only, form=form, **shown)


@bp.get("/studio/money/accounts/<currency>/<code>.csv")
@needs("money.read")
def ledger_account_csv(currency: str, code: str):
    account, form = _account(currency, code), EntriesForm(request.args)
    if not form.validate():
        return invalid(ACCOUNT, form, account=account, name=_name(code), page=None, total=0)
    entries = entries_of(code, currency, **form.filters)
    return csv_file(f"{code.replace(':', '-')}-{currency}.csv", HEADING, entries, partial(_row, code))


@bp.get("/studio/money/transactions/<int:transaction_id>")
@needs("money.read")
def ledger_transaction(transaction_id: int):
    transaction = find(books.LedgerTransaction, id=transaction_id)
    names = account_names({entry.account.code for entry in transaction.entries})
    shown = {"transaction": transaction, "names": names, "source": source_of(transaction)}
    return render("crowdfunding/studio/ledger/transaction.html", **shown)


def _account(currency: str, code: str) -> books.LedgerAccount:
    if len(currency) != 3:
        abort(404)
    return find(books.LedgerAccount, code=code, currency=currency)


def _name(code: str) -> str:
    return account_names({code})[code]


def _row(code: str, entry: books.LedgerEntry) -> tuple:
    made = entry.transaction
    sides = (max(entry.amount, 0) or None, max(-entry.amount, 0) or None)
    return (made.recorded_at, made.kind, made.external_ref, made.note, code, *sides, entry.currency)
