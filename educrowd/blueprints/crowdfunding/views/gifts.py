"""Gifts: for the giver until it is told, and for who opens it."""

from __future__ import annotations

from functools import partial

from flask import Response, abort, url_for

from educrowd.core.access import PUBLIC, needs
from educrowd.core.countries import country_name
from educrowd.core.errors import Refused
from educrowd.core.limits import throttle
from educrowd.core.pages import flash_ok, go, privately, render

from ..backing import posts_opened_by
from ..gifts.forms import GiftFields
from ..gifts.giving import change_gift, open_gift
from ..gifts.links import behind_link
from ..models import Gift, Pledge
from ..models.errors import Frozen
from ..pledging import links
from ..pledging.changing import send_to
from ..pledging.pledge_forms import AddressForm
from ..rewards.filing import files_for
from ..surveys.answering import surveys_for
from .blueprint import bp
from .signed_links import pledge_behind_link


@bp.get("/pledges/<public_id>/gift")
@needs(PUBLIC)
def edit_gift(public_id: str):
    pledge = _given(public_id)
    form = GiftFields(formdata=None, obj=pledge.gift, gift_message=pledge.gift.message if pledge.gift else "")
    return _ask(pledge, form)


@bp.post("/pledges/<public_id>/gift")
@needs(PUBLIC)
def update_gift(public_id: str):
    pledge = _given(public_id)
    form = GiftFields()
    if not form.validate_on_submit():
        return _ask(pledge, form, status=422)
    try:
        change_gift(pledge, form.giving)
    except Refused as refusal:
        form.refuse(refusal)
        return _ask(pledge, form, status=422)
    flash_ok("Your gift is changed.")
    return go(links.page_of(public_id))


@bp.get("/gifts/<token>")
@needs(PUBLIC)
def gift(token: str):
    found = gift_behind(token)
    page = {"gift": found, "pledge": found.pledge, "project": found.pledge.project, "token": token}
    page |= {"surveys": surveys_for(found.pledge), "posts": posts_opened_by(found.pledge, int(found.recipient_id or 0))}
    page |= {"files": files_for(found.pledge), "file_address": partial(url_for, "crowdfunding.gift_file", token=token)}
    return privately(render("crowdfunding/gifts/show.html", **page))


@bp.post("/gifts/<token>")
@needs(PUBLIC, unpaid=True)
def claim_gift(token: str):
    """Mail the link that makes the account theirs, or that proves that it is."""
    found = gift_behind(token)
    throttle("3 per hour", "claim", str(found.recipient_id))
    if open_gift(found):
        flash_ok("It is in your account: log in to see it.")
    else:
        flash_ok(f"We mailed a link to {found.recipient_email}. Come back here once you have chosen a password.")
    return go(url_for("crowdfunding.gift", token=token))


@bp.get("/gifts/<token>/address")
@needs(PUBLIC)
def edit_gift_address(token: str):
    found = gift_behind(token)
    form = AddressForm(formdata=None, obj=found.pledge.address, name=found.recipient_name)
    return _ask_address(found, token, form)


@bp.post("/gifts/<token>/address")
@needs(PUBLIC, unpaid=True)
def update_gift_address(token: str):
    found = gift_behind(token)
    form = AddressForm()
    if not form.validate_on_submit():
        return _ask_address(found, token, form, status=422)
    send_to(found.pledge, **form.parts)
    flash_ok("Your address is noted.")
    return go(url_for("crowdfunding.gift", token=token))


def _given(public_id: str) -> Pledge:
    pledge = pledge_behind_link(public_id)
    if pledge.gift is None:
        abort(404)
    if not pledge.gift.is_changeable:
        raise Frozen("This gift can no longer be changed.")
    return pledge


def gift_behind(token: str) -> Gift:
    """The gift, for who holds the address from its letter."""
    return behind_link(token) or abort(404)


def _ask(pledge: Pledge, form: GiftFields, *, status: int = 200) -> Response:
    key = links.key_of(pledge.public_id)
    return privately(render("crowdfunding/gifts/edit.html", status=status, pledge=pledge, form=form, key=key))


def _ask_address(gift: Gift, token: str, form: AddressForm, *, status: int = 200) -> Response:
    if not gift.pledge.takes_address:
        raise Frozen("The address of this gift can no longer be changed.")
    country = country_name(str(gift.pledge.country))
    page = {"gift": gift, "token": token, "form": form, "country": country}
    return privately(render("crowdfunding/gifts/address.html", status=status, **page))
