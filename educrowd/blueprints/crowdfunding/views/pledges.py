"""Pledging, and the page of one's pledge."""

from __future__ import annotations

from flask import Response, abort, request
from sqlalchemy import select

from educrowd.blueprints.auth.models.user import User
from educrowd.core.access import PUBLIC, SIGNED_IN, needs
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Refused
from educrowd.core.limits import address, throttle
from educrowd.core.pages import find, flash_ok, go, invalid, render
from educrowd.core.payments import finish_setup

from .. import links
from ..forms import PledgeForm
from ..models import Pledge, Project
from ..models.errors import ProjectClosed
from ..pledging import guest, start_pledge
from ..queries import open_recovery, pledges_of
from ..recovering import cancel_pledge as take_back
from ..wishes import Wish
from .blueprint import bp


@bp.get("/projects/<slug>/pledge")
@needs(PUBLIC)
def new_pledge(slug: str):
    project = _open_project(slug)
    form = PledgeForm(project, current.user, formdata=None, token=links.new_token())
    chosen = next((each for each in project.rewards if each.id == request.args.get("reward", type=int)), None)
    if chosen and not chosen.is_sold_out:
        form.reward_id.data = chosen.id
        form.amount.show(chosen.amount, project.currency)
    return privately(render("crowdfunding/pledges/new.html", project=project, form=form))


@bp.post("/projects/<slug>/pledges")
@needs(PUBLIC)
def create_pledge(slug: str):
    throttle("100 per hour", "pledge", address())
    project = _open_project(slug)
    form = PledgeForm(project, current.user)
    if not form.validate_on_submit():
        return invalid("crowdfunding/pledges/new.html", form, project=project)
    try:
        pledge = start_pledge(project, _backer(form), _wish(form, project), page_of=links.return_of)
    except Refused as refusal:
        if refusal.status >= 500:
            raise
        form.refuse(refusal)
        return invalid("crowdfunding/pledges/new.html", form, project=project)
    return go(_where_next(pledge))


@bp.get("/pledges/<public_id>")
@needs(PUBLIC)
def pledge(public_id: str):
    pledge = pledge_behind_link(public_id)
    key = links.key_of(public_id)
    page = {"pledge": pledge, "project": pledge.project, "key": key, "recovery": open_recovery(pledge)}
    return privately(render("crowdfunding/pledges/show.html", **page))


@bp.get("/pledges/<public_id>/return")
@needs(PUBLIC)
def returned_from_card(public_id: str):
    """Back from the card page: ask the provider what became of it; the webhook may have been quicker."""
    pledge = pledge_behind_link(public_id)
    if pledge.card:
        finish_setup(pledge.card.id)
    return go(links.page_of(public_id))


@bp.get("/pledges/<public_id>/cancellation")
@needs(PUBLIC)
def confirm_cancellation(public_id: str):
    pledge = pledge_behind_link(public_id)
    return privately(render("crowdfunding/pledges/cancel.html", pledge=pledge, key=links.key_of(public_id)))


@bp.post("/pledges/<public_id>/cancellation")
@needs(PUBLIC)
def cancel_pledge(public_id: str):
    pledge = Pledge.locked(pledge_behind_link(public_id).id)
    take_back(pledge)
    flash_ok("Your pledge is cancelled. Your card will not be charged.")
    return go(links.page_of(public_id))


@bp.get("/account/pledges")
@needs(SIGNED_IN)
def my_pledges():
    return render("crowdfunding/pledges/index.html", pledges=pledges_of(current.user), page_of=links.page_of)


def privately(response: Response) -> Response:
    """The address itself is the key here: nobody keeps the page, and no other site hears the address."""
    response.headers["Cache-Control"] = "private, no-store"
    # With no-referrer a browser would send `Origin: null`, and our own forms would look like a stranger's.
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def _open_project(slug: str) -> Project:
    project = find(Project, slug=slug)
    if not project.visible_to(current.user):
        abort(404)
    if not project.is_open:
        raise ProjectClosed
    return project


def pledge_behind_link(public_id: str) -> Pledge:
    """The pledge, for its backer and for who holds its signed address; its page speaks for the backer."""
    pledge = db.session.scalar(select(Pledge).where(Pledge.public_id == public_id))
    key = request.args.get("key", "")
    if pledge is None or not (links.opens(key, public_id) or pledge.user_id == current.user.id):
        abort(404)
    return pledge


def _backer(form: PledgeForm) -> User:
    if current.user.is_authenticated:
        return current.user
    return guest(form.email.data or "", form.name.data or "")


def _wish(form: PledgeForm, project: Project) -> Wish:
    public_id = links.public_id_in(form.token.data or "")
    if public_id is None:
        abort(400, "This form is a day old. Load the page again and send it once more.")
    reward = next((each for each in project.rewards if each.id == form.reward_id.data), None)
    return Wish(form.amount.minor or 0, public_id, reward, is_anonymous=form.is_anonymous.data)


def _where_next(pledge: Pledge) -> str:
    if pledge.state == "draft" and pledge.card and pledge.card.url:
        return pledge.card.url
    return links.page_of(pledge.public_id)
