"""The books, for staff."""

from __future__ import annotations

from educrowd.core.access import needs
from educrowd.core.ledger import balances
from educrowd.core.pages import paginate, render
from educrowd.core.payments import ConnectedAccount

from ...account_names import account_names
from ...queries import ledger_transactions
from ..blueprint import bp


@bp.get("/studio/money")
@needs("money.read")
def ledger():
    standing = balances()
    return render(
        "crowdfunding/studio/ledger/index.html",
        balances=standing,
        names=account_names({code for code, _, _ in standing}),
        account=ConnectedAccount.mine(),
        page=paginate(ledger_transactions(), per_page=25),
    )
