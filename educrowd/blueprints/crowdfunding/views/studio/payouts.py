"""Payouts: what is free, what has to wait, and what is on its way."""

from __future__ import annotations

from flask import abort, url_for

from educrowd.core.access import needs
from educrowd.core.csv_file import csv_file
from educrowd.core.currencies import currencies
from educrowd.core.current import current
from educrowd.core.errors import Refused
from educrowd.core.pages import find, flash_ok, go, paginate, render
from educrowd.core.payments import ConnectedAccount, Payout, request_payout

from ...money.account_names import account_names
from ...money.payout_forms import PayoutForm
from ...money.payouts import COLUMNS, latest_payouts, row_of, site_standings, transactions_of
from ..blueprint import bp


@bp.get("/studio/money/payouts/")
@needs("money.read")
def payouts():
    return _index(None)


@bp.post("/studio/money/payouts/<currency>")
@needs("money.payout", unpaid=True)
def create_payout(currency: str):
    if currency not in currencies():
        abort(404)
    form = PayoutForm(currency)
    if not form.validate_on_submit():
        return _index(form, status=422)
    try:
        payout = request_payout(
            current.user, amount=form.amount.minor or 0, currency=currency, token=form.token.data or ""
        )
    except Refused as refusal:
        form.refuse(refusal)
        return _index(form, status=refusal.status)
    flash_ok("On its way to your bank.")
    return go(url_for("crowdfunding.payout", payout_id=payout.id))


@bp.get("/studio/money/payouts/<int:payout_id>/")
@needs("money.read")
def payout(payout_id: int):
    found = find(Payout, id=payout_id)
    transactions = transactions_of(found)
    codes = {entry.account.code for each in transactions for entry in each.entries}
    return render(
        "crowdfunding/studio/payouts/show.html",
        payout=found,
        transactions=transactions,
        names=account_names(codes),
    )


@bp.get("/studio/money/payouts.csv")
@needs("money.read")
def payouts_file():
    return csv_file(f"{current.tenant.slug}-payouts.csv", COLUMNS, latest_payouts(), row_of)


def _index(sent: PayoutForm | None, *, status: int = 200):
    standings = site_standings()
    forms = {each.currency: PayoutForm.for_all(each.currency, each.releasable) for each in standings or ()}
    return render(
        "crowdfunding/studio/payouts/index.html",
        status=status,
        account=ConnectedAccount.mine(),
        standings=standings,
        forms=forms | ({sent.currency: sent} if sent else {}),
        page=paginate(latest_payouts(), per_page=25),
    )
