"""Getting paid: the site's account at the provider, and the way to the provider's own questions."""

from __future__ import annotations

from flask import url_for

from educrowd.core.access import needs
from educrowd.core.audit import audit
from educrowd.core.current import current
from educrowd.core.pages import flash_error, flash_ok, go, render
from educrowd.core.payments import ConnectedAccount, onboarding_url

from ..blueprint import bp


@bp.get("/studio/money/account")
@needs("money.read")
def getting_paid():
    return render("crowdfunding/studio/payouts/account.html", account=ConnectedAccount.mine())


@bp.post("/studio/money/account")
@needs("money.payout", unpaid=True)
def start_onboarding():
    """To the provider's page, which comes back to ours; an account is opened where there is none."""
    origin = current.tenant.origin
    url = onboarding_url(
        return_url=origin + url_for("crowdfunding.finish_onboarding"),
        refresh_url=origin + url_for("crowdfunding.getting_paid"),
    )
    audit("account.onboarding_started")
    return go(url)


@bp.get("/studio/money/account/return")
@needs("money.payout")
def finish_onboarding():
    """Ask the provider what became of it; coming back is no proof of anything."""
    account = ConnectedAccount.mine()
    if account:
        account.refresh()
    if account and account.is_ready:
        flash_ok("All set: people can pay you, and you can be paid out.")
    else:
        flash_error("The provider still needs something. See below.")
    return go(url_for("crowdfunding.getting_paid"))
