"""What a backer whose card failed can do: confirm with the bank, or bring another card."""

from __future__ import annotations

from educrowd.core.access import PUBLIC, needs
from educrowd.core.limits import address, throttle
from educrowd.core.pages import flash_error, go, privately, render
from educrowd.core.payments import finish_authentication, start_authentication

from ..pledging import links
from ..pledging.cards import open_another_card_page
from .blueprint import bp
from .signed_links import pledge_behind_link


@bp.post("/pledges/<public_id>/card")
@needs(PUBLIC, unpaid=True)
def bring_another_card(public_id: str):
    """Off to the card page once more."""
    pledge = pledge_behind_link(public_id)
    throttle("20 per hour", "card", address())
    return go(open_another_card_page(pledge, page_of=links.return_of))


@bp.post("/pledges/<public_id>/confirmation")
@needs(PUBLIC, unpaid=True)
def confirm_with_bank(public_id: str):
    """The way to the bank's own page, where it asks its customer; or back, when it did not need to.

    A link and no redirect: banks redirect on to hosts nobody knows, which our content policy lets no form do.
    """
    pledge = pledge_behind_link(public_id)
    throttle("20 per hour", "card", address())
    if not pledge.awaits_bank or pledge.payment_id is None:
        flash_error("This payment does not wait for your bank.")
        return go(links.page_of(public_id))
    bank = start_authentication(pledge.payment_id, return_url=links.page_of(public_id, "confirmed"))
    if bank is None:
        return go(links.page_of(public_id))
    return privately(render("crowdfunding/pledges/bank.html", pledge=pledge, bank=bank))


@bp.get("/pledges/<public_id>/confirmed")
@needs(PUBLIC)
def returned_from_bank(public_id: str):
    """Back from the bank: ask the provider what it decided; the webhook may have been quicker."""
    pledge = pledge_behind_link(public_id)
    if pledge.payment_id:
        finish_authentication(pledge.payment_id)
    return go(links.page_of(public_id))
