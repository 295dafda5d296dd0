"""The cards behind pledges: what follows when one is saved, and how a backer brings another."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from educrowd.core.db import db
from educrowd.core.payments import CardSetup, Payment, charge_due
from educrowd.core.payments import open_another_card_page as open_another_page

from ..collecting.collecting import put_payment_behind
from ..models import Pledge
from ..models.errors import Frozen
from ..models.pledge import PURPOSE
from .pledging import activate


def card_saved(setup: CardSetup) -> None:
    """The provider says that the card is kept: a draft counts from now on, another pledge uses it instead."""
    pledge = db.session.scalar(select(Pledge).where(Pledge.public_id == setup.reference.partition(":")[0]))
    if pledge is None:
        return
    if pledge.state == "draft":
        activate(pledge)
        return
    pledge = Pledge.locked(pledge.id)
    if pledge.takes_another_card or pledge.state == "charging":
        pledge.card, pledge.card_setup_id = setup, setup.id
    if pledge.takes_another_card and pledge.payment_id and not pledge.is_member:
        charge_new_card(pledge, setup)


def open_another_card_page(pledge: Pledge, *, page_of: Callable[..., str]) -> str:
    """Where the backer brings another card, or confirms with the bank; the old one stays until that is done."""
    if not pledge.takes_another_card:
        raise Frozen("This pledge takes no other card now.")
    return open_another_page(pledge, purpose=PURPOSE, page_of=page_of)


def card_visit(pledge: Pledge, visit: str) -> CardSetup | None:
    """The visit to the card page somebody comes back from."""
    return CardSetup.referring_to(f"{pledge.public_id}:{visit}") if visit else pledge.card


def charge_new_card(pledge: Pledge, setup: CardSetup) -> None:
    """Try the card that the backer just brought."""
    assert pledge.payment_id is not None
    payment = Payment.locked(pledge.payment_id)
    if payment.state == "dropped":  # cancelled at the provider, too: a late payment is one of its own
        put_payment_behind(pledge)
        charge_due.later()
        return
    # Else a worker is trying the old card at this moment: when it fails, the new one's turn comes.
    if payment.lease_token is None:
        payment.use_card(str(setup.payment_method))
        charge_due.later()
