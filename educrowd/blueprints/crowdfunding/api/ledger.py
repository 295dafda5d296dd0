"""The books: balances, the entries behind each, and what made an entry."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask.views import MethodView
from sqlalchemy import Select

from educrowd.core import ledger as books
from educrowd.core.access import needs
from educrowd.core.api import PageQuery
from educrowd.core.pages import find

from ..money.account_names import account_names
from ..money.bookkeeping import entries_of, source_of
from ..queries import ledger_transactions
from ..schemas.ledger import BalanceOut, EntryQuery, LedgerLineOut, LedgerOut, TransactionOut
from .blueprint import crowdfunding


@crowdfunding.route("/ledger/accounts/")
class Balances(MethodView):
    @crowdfunding.arguments(PageQuery, location="query")
    @crowdfunding.page(BalanceOut)
    @needs("money.read")
    def get(self, query: dict[str, Any]) -> list[dict[str, Any]]:
        """What stands on every account that was ever used."""
        standing = books.balances()
        names = account_names({code for code, _, _ in standing})
        return [
            {"account": code, "name": names[code], "currency": currency, "balance": amount}
            for code, currency, amount in standing
        ]


@crowdfunding.route("/ledger/accounts/<currency>/<code>/entries/")
class Entries(MethodView):
    @crowdfunding.arguments(EntryQuery, location="query")
    @crowdfunding.page(LedgerLineOut)
    @needs("money.read")
    def get(self, query: dict[str, Any], currency: str, code: str) -> Select[Any]:
        """The lines behind a balance, newest first."""
        if len(currency) != 3:
            abort(404)
        find(books.LedgerAccount, code=code, currency=currency)
        return entries_of(code, currency, **{name: query[name] for name in ("since", "until") if name in query})


@crowdfunding.route("/ledger/transactions/")
class Transactions(MethodView):
    @crowdfunding.arguments(PageQuery, location="query")
    @crowdfunding.page(LedgerOut)
    @needs("money.read")
    def get(self, query: dict[str, Any]) -> Select[books.LedgerTransaction]:
        """Everything that was ever written, newest first."""
        return ledger_transactions()


@crowdfunding.route("/ledger/transactions/<int:id>/")
class OneTransaction(MethodView):
    @crowdfunding.response(200, TransactionOut)
    @needs("money.read")
    def get(self, id: int) -> books.LedgerTransaction:
        """One transaction, with the payment, refund, dispute, payout or project that it was written for."""
        transaction = find(books.LedgerTransaction, id=id)
        transaction.source = source_of(transaction)  # pyright: ignore[reportAttributeAccessIssue]
        return transaction
