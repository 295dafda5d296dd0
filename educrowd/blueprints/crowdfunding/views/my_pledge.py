"""What a backer does with a pledge by its signed address: change it, bring a card, say where to, take it back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Response, request

from educrowd.blueprints.auth.mailers import send_claim
from educrowd.core.access import PUBLIC, needs
from educrowd.core.countries import country_name
from educrowd.core.current import current
from educrowd.core.errors import Refused
from educrowd.core.limits import throttle
from educrowd.core.pages import flash_ok, go, privately, render
from educrowd.core.payments import finish_setup

from ..collecting.recovering import cancel_pledge as take_back
from ..memberships.leaving import stay
from ..memberships.planning import withdraw_change
from ..models import Pledge, WaitlistEntry
from ..models.errors import Frozen, PlaceLapsed
from ..pledging import links
from ..pledging.cards import card_visit
from ..pledging.changing import change_pledge, send_to
from ..pledging.places import places_for
from ..pledging.pledge_forms import AddressForm, ChangeForm, change_form
from ..pledging.wishes import Wish
from .blueprint import bp
from .pledges import reward_key
from .signed_links import pledge_behind_link, received_pledge


@bp.get("/pledges/<public_id>/return")
@needs(PUBLIC)
def returned_from_card(public_id: str):
    """Back from the card page: ask the provider what became of it; the webhook may have been quicker."""
    setup = card_visit(pledge_behind_link(public_id), request.args.get("card", ""))
    if setup:
        finish_setup(setup.id)
    return go(links.page_of(public_id))


@bp.get("/pledges/<public_id>/change")
@needs(PUBLIC)
def edit_pledge(public_id: str):
    pledge = _changeable(public_id)
    wish = Wish.of(pledge)
    places = _kept(pledge)
    words = {"message": wish.message, "is_anonymous": wish.is_anonymous}
    form = change_form(pledge, places, key=reward_key(), formdata=None, **words)
    form.show(wish)
    if "reward" in request.args:
        form.choose(request.args.get("reward", type=int), places)
    return _ask(pledge, form, quote=wish.price_at(pledge.project))


@bp.post("/pledges/<public_id>/change")
@needs(PUBLIC)
def update_pledge(public_id: str):
    pledge = _changeable(public_id)
    places = _kept(pledge)
    form = change_form(pledge, places, key=reward_key())
    if not form.validate_on_submit():
        return _ask(pledge, form, status=422)
    words = {"message": form.message.data or "", "is_anonymous": form.is_anonymous.data}
    wish = replace(Wish.of(pledge), places=tuple(places), **form.composition, **words)
    try:
        quote = wish.price_at(pledge.project)
        if not form.saw(quote):
            return _ask(pledge, form, quote=quote, is_review=True)
        change_pledge(pledge, wish)
    except Refused as refusal:
        form.refuse(refusal)
        return _ask(pledge, form, status=422)
    flash_ok("Your membership changes with the next month." if pledge.planned else "Your pledge is changed.")
    return go(links.page_of(public_id))


@bp.get("/pledges/<public_id>/address")
@needs(PUBLIC)
def edit_address(public_id: str):
    pledge = received_pledge(public_id)
    # Of somebody's account the link alone tells no name.
    is_known = pledge.user_id == current.user.id or not pledge.user.is_claimed
    form = AddressForm(formdata=None, obj=pledge.address, name=pledge.name if is_known else "")
    return _ask_address(pledge, form)


@bp.post("/pledges/<public_id>/address")
@needs(PUBLIC, unpaid=True)
def update_address(public_id: str):
    pledge = received_pledge(public_id)
    form = AddressForm()
    if not form.validate_on_submit():
        return _ask_address(pledge, form, status=422)
    send_to(pledge, **form.parts)
    flash_ok("Your address is noted.")
    return go(links.page_of(public_id))


@bp.get("/pledges/<public_id>/cancellation")
@needs(PUBLIC)
def confirm_cancellation(public_id: str):
    pledge = pledge_behind_link(public_id)
    if not pledge.is_cancellable:
        return go(links.page_of(public_id))
    return privately(render("crowdfunding/pledges/cancel.html", pledge=pledge, key=links.key_of(public_id)))


@bp.post("/pledges/<public_id>/cancellation")
@needs(PUBLIC, unpaid=True)
def cancel_pledge(public_id: str):
    pledge = Pledge.locked(pledge_behind_link(public_id).id)
    was_member = pledge.is_member
    take_back(pledge)
    flash_ok("Your membership ends." if was_member else "Your pledge is cancelled. Your card will not be charged.")
    return go(links.page_of(public_id))


@bp.post("/pledges/<public_id>/continuation")
@needs(PUBLIC, unpaid=True)
def stay_member(public_id: str):
    stay(pledge_behind_link(public_id))
    flash_ok("Your membership goes on.")
    return go(links.page_of(public_id))


@bp.post("/pledges/<public_id>/change/withdrawal")
@needs(PUBLIC, unpaid=True)
def keep_as_it_is(public_id: str):
    withdraw_change(pledge_behind_link(public_id))
    flash_ok("Your membership stays as it is.")
    return go(links.page_of(public_id))


@bp.post("/pledges/<public_id>/claim")
@needs(PUBLIC, unpaid=True)
def claim_account(public_id: str):
    """Mail the link that makes a guest's account theirs: the address of this page alone must not."""
    pledge = pledge_behind_link(public_id)
    throttle("3 per hour", "claim", str(pledge.user_id))
    send_claim.later(pledge.user_id)
    flash_ok("We mailed you a link.")
    return go(links.page_of(public_id))


def _kept(pledge: Pledge) -> list[WaitlistEntry]:
    """What a waitlist keeps for its backer: by the link of that letter, or signed in; a pledge's link opens none."""
    try:
        places = places_for(pledge.project, current.user, token=request.values.get("place", ""))
    except PlaceLapsed:
        return []
    return [place for place in places if place.user_id == pledge.user_id]


def _changeable(public_id: str) -> Pledge:
    pledge = pledge_behind_link(public_id)
    if not pledge.is_changeable:
        raise Frozen((pledge.is_monthly and pledge.why_unchangeable) or "This pledge can no longer be changed.")
    return pledge


def _ask(pledge: Pledge, form: ChangeForm, *, status: int = 200, **context: Any) -> Response:
    key = links.key_of(pledge.public_id)
    page = "crowdfunding/pledges/edit.html"
    return privately(render(page, status=status, pledge=pledge, project=pledge.project, form=form, key=key, **context))


def _ask_address(pledge: Pledge, form: AddressForm, *, status: int = 200) -> Response:
    if not pledge.takes_address:
        raise Frozen("The address of this pledge can no longer be changed.")
    key, country = links.key_of(pledge.public_id), country_name(str(pledge.country))
    page = "crowdfunding/pledges/address.html"
    return privately(render(page, status=status, pledge=pledge, form=form, key=key, country=country))
