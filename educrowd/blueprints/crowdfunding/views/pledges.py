"""Pledging, and the page of one's pledge; what its backer does there is in my_pledge.py."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Response, abort, request, url_for

from educrowd.blueprints.auth.models.user import User
from educrowd.core.access import PUBLIC, SIGNED_IN, needs
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Refused
from educrowd.core.limits import address, throttle
from educrowd.core.pages import go, privately, render

from ..backing import posts_opened_by
from ..finding import project_at
from ..gifts.links import page_of as gift_page
from ..models import Pledge, PledgeSource, Project, RefundRequest, WaitlistEntry
from ..models.errors import PlaceLapsed, ProjectClosed, SentOtherwise
from ..pledging import links
from ..pledging.composition_form import CompositionForm
from ..pledging.places import owner_of, places_for
from ..pledging.pledge_forms import PledgeForm
from ..pledging.pledging import as_guest, guest, start_pledge
from ..pledging.receiving import received
from ..pledging.wishes import Wish
from ..queries import months_of, open_recovery, pledge_of, pledges_of
from ..refunds.asking_back import may_ask_back
from ..rewards.filing import files_for
from ..surveys.answering import surveys_for
from ..waitlists.links import token_of
from ..waitlists.queries import places_of
from .blueprint import bp
from .signed_links import pledge_behind_link


@bp.get("/projects/<slug>/pledge")
@needs(PUBLIC)
def new_pledge(slug: str):
    project = _open_project(slug)
    try:
        places = _places(project)
    except PlaceLapsed:  # Its own page says what became of it.
        return go(url_for("crowdfunding.waitlist_entry", token=request.args["place"]))
    mine = pledge_of(project, owner_of(places, current.user)) if places else None
    if mine and mine.is_changeable:
        where = {"reward": str(places[0].reward_id), "place": request.args.get("place", "")}
        return go(links.page_of(mine.public_id, "change", **where))
    form = _pledge_form(project, places, formdata=None, token=links.new_token())
    form.choose(request.args.get("reward", type=int), places)
    return _ask(project, form)


@bp.get("/projects/<slug>/pledge/total")
@needs(PUBLIC)
def pledge_total(slug: str):
    """What the choices made so far come to; the form asks for it as they change."""
    project = _open_project(slug)
    form = CompositionForm.for_project(project, key=reward_key(), held=_kept(_places(project)), formdata=request.args)
    return privately(render("crowdfunding/pledges/_total.html", form=form, **asked_price(project, form)))


@bp.post("/projects/<slug>/pledges")
@needs(PUBLIC)
def create_pledge(slug: str):
    throttle("100 per hour", "pledge", address())
    project = _open_project(slug)
    places = _places(project)
    form = _pledge_form(project, places)
    if not form.validate_on_submit():
        return _ask(project, form, status=422)
    try:
        wish = _wish(form, places)
        quote = wish.price_at(project)
        if not form.saw(quote):
            return _ask(project, form, quote=quote, is_review=True)
        pledge = start_pledge(project, _backer(form, places), wish, page_of=links.return_of)
    except Refused as refusal:
        if refusal.status >= 500:
            raise
        form.refuse(refusal)
        if isinstance(refusal, SentOtherwise):
            form.token.data = links.new_token()
        return _ask(project, form, status=422)
    PledgeSource.note(pledge, request.form.get("source", ""))
    return go(_where_next(pledge))


@bp.get("/pledges/<public_id>")
@needs(PUBLIC)
def pledge(public_id: str):
    pledge = pledge_behind_link(public_id)
    key = links.key_of(public_id)
    page = {"pledge": pledge, "project": pledge.project, "key": key, "recovery": open_recovery(pledge)}
    page |= {"refund_request": RefundRequest.of(pledge), "may_ask_back": may_ask_back(pledge)}
    page |= {"surveys": [] if pledge.is_gift else surveys_for(pledge), "posts": posts_opened_by(pledge, pledge.user_id)}
    page |= {"months": months_of(pledge)}
    file_address = partial(url_for, "crowdfunding.pledge_file", public_id=public_id, key=key)
    page |= {"files": [] if pledge.is_gift else files_for(pledge), "file_address": file_address}
    return privately(render("crowdfunding/pledges/show.html", **page))


@bp.get("/account/pledges")
@needs(SIGNED_IN)
def my_pledges():
    places = db.session.scalars(places_of(current.user)).all()
    page = {"pledges": pledges_of(current.user), "page_of": links.page_of, "places": places, "token_of": token_of}
    page |= {"gifts": received(current.user), "gift_page": gift_page}
    return render("crowdfunding/pledges/index.html", **page)


def _open_project(slug: str) -> Project:
    project = project_at(slug)
    if not project.takes_pledges:
        raise ProjectClosed
    return project


def reward_key() -> str:
    """What the address or the form brings along to open a secret reward."""
    return request.values.get("reward_key", "")


def asked_price(project: Project, form: CompositionForm) -> dict[str, Any]:
    """The quote for a form as it stands, or what keeps it from having one."""
    form.validate()
    if not (form.reward_id.data or form.amount.data):
        return {"quote": None, "trouble": ""}
    try:
        return {"quote": Wish(**form.composition).price_at(project), "trouble": ""}
    except Refused as refusal:
        return {"quote": None, "trouble": refusal.message}


def _places(project: Project) -> list[WaitlistEntry]:
    return places_for(project, current.user, token=request.values.get("place", ""))


def _is_gift() -> bool:
    return request.values.get("gift", "") == "1"


def _kept(places: list[WaitlistEntry]) -> set[int]:
    return {place.reward_id for place in places}


def _pledge_form(project: Project, places: list[WaitlistEntry], **options: Any) -> PledgeForm:
    form = PledgeForm.for_project(project, key=reward_key(), held=_kept(places), **options)
    if not _is_gift():
        form.leave_out_gift()
    if places or current.user.is_authenticated:
        form.leave_out_person()
    return form


def _ask(project: Project, form: PledgeForm, *, status: int = 200, **context: Any) -> Response:
    return privately(
        render(
            "crowdfunding/pledges/new.html", status=status, project=project, form=form, is_gift=_is_gift(), **context
        )
    )


def _backer(form: PledgeForm, places: list[WaitlistEntry]) -> User:
    person = owner_of(places, current.user)
    if person.is_authenticated:
        return person if person.id == current.user.id else as_guest(person)
    return guest(form.email.data or "", form.name.data or "")


def _wish(form: PledgeForm, places: list[WaitlistEntry]) -> Wish:
    public_id = links.public_id_in(form.token.data or "")
    if public_id is None:
        abort(400, "This form is a day old. Load the page again and send it once more.")
    giving = form.giving if _is_gift() else None
    whose = {"places": tuple(places), "is_strangers": not (places or current.user.is_authenticated)}
    whose |= {"name": form.name.data or ""} if form.name else {}
    return Wish(token=public_id, is_anonymous=form.is_anonymous.data, giving=giving, **whose, **form.composition)


def _where_next(pledge: Pledge) -> str:
    if pledge.state == "draft" and pledge.card and pledge.card.url:
        return pledge.card.url
    return links.page_of(pledge.public_id)
