"""What a sponsor does by the signed address in their letter: read the terms, agree with a card, or decline."""

from __future__ import annotations

from flask import abort, request

from educrowd.core.access import PUBLIC, needs
from educrowd.core.current import current
from educrowd.core.errors import Refused
from educrowd.core.limits import address, throttle
from educrowd.core.pages import flash_error, flash_ok, go, privately, render
from educrowd.core.payments import CardSetup, finish_setup

from ..matching.forms import AgreementForm
from ..matching.matching import decline_invitation, open_sponsor_card_page
from ..models import Match
from ..pledging import links
from .blueprint import bp


@bp.get("/matches/<public_id>")
@needs(PUBLIC)
def match(public_id: str):
    match = _match_behind_link(public_id)
    form = AgreementForm(formdata=None, is_anonymous=match.is_anonymous)
    key = links.sponsor_key_of(public_id)
    pledge_url = match.pledge and links.page_of(match.pledge.public_id)
    page = {"match": match, "project": match.project, "form": form, "key": key, "pledge_url": pledge_url}
    return privately(render("crowdfunding/matches/show.html", **page))


@bp.post("/matches/<public_id>/card")
@needs(PUBLIC)
def save_sponsor_card(public_id: str):
    """Off to the provider's page; a saved card is the sponsor's yes."""
    match = _match_behind_link(public_id)
    throttle("20 per hour", "card", address())
    try:
        is_anonymous = bool(AgreementForm().is_anonymous.data)
        return go(open_sponsor_card_page(match, is_anonymous=is_anonymous, page_of=links.sponsor_return_of))
    except Refused as refusal:
        return _back(match, refusal)


@bp.get("/matches/<public_id>/return")
@needs(PUBLIC)
def returned_from_sponsor_card(public_id: str):
    """Back from the card page: ask the provider what became of it; the webhook may have been quicker."""
    match = _match_behind_link(public_id)
    setup = CardSetup.referring_to(f"{match.public_id}:{request.args.get('card', '')}")
    if setup:
        finish_setup(setup.id)
    return go(links.sponsor_page_of(public_id))


@bp.post("/matches/<public_id>/refusal")
@needs(PUBLIC, unpaid=True)
def decline_match(public_id: str):
    match = _match_behind_link(public_id)
    try:
        decline_invitation(match)
        flash_ok("You declined. Nothing is charged.")
    except Refused as refusal:
        return _back(match, refusal)
    return go(links.sponsor_page_of(public_id))


def _match_behind_link(public_id: str) -> Match:
    found = Match.named(public_id)
    is_opened = links.opens(request.args.get("key", ""), f"match:{public_id}")
    if found is None or not (is_opened or found.answered_by(current.user)):
        abort(404)
    return found


def _back(match: Match, refusal: Refused):
    if refusal.status >= 500:
        raise refusal
    flash_error(refusal.message)
    return go(links.sponsor_page_of(match.public_id))
