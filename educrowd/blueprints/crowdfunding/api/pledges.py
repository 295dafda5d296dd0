"""Pledges: make one (as a guest too), read, change, cancel."""

from __future__ import annotations

from dataclasses import replace
from secrets import token_urlsafe
from typing import Any

from flask import abort, request
from flask.views import MethodView
from sqlalchemy import Select

from educrowd.blueprints.auth.models.user import User
from educrowd.core.access import PUBLIC, SIGNED_IN, needs
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from educrowd.core.limits import address, throttle

from ..collecting.recovering import cancel_pledge
from ..gifts.giving import Giving, change_gift
from ..models import Pledge, Project, WaitlistEntry
from ..pledging.changing import change_pledge, send_to
from ..pledging.links import return_of
from ..pledging.places import owner_of, places_for
from ..pledging.pledging import as_guest, guest, pledge_with_card, start_pledge
from ..pledging.wishes import Wish
from ..queries import pledges_visible_to, with_lines
from ..schemas import PledgeChange, PledgeIn, PledgeOut, PledgeQuery
from .blueprint import crowdfunding
from .composing import changed, composition_in


@crowdfunding.route("/pledges/")
class Pledges(MethodView):
    @crowdfunding.arguments(PledgeQuery, location="query")
    @crowdfunding.page(PledgeOut)
    @needs(SIGNED_IN)
    def get(self, query: dict[str, Any]) -> Select[Pledge]:
        """One's own pledges, those of one's projects, and all of them for the staff."""
        filters = {name: query[name] for name in ("project_id", "reward_id", "state") if name in query}
        pledges = pledges_visible_to(current.user).filter_by(**filters)
        if not query.get("q"):
            return with_lines(pledges)
        return with_lines(pledges.where(Pledge.like(query["q"])))

    @crowdfunding.arguments(PledgeIn)
    @crowdfunding.created(PledgeOut)
    @needs(PUBLIC)
    def post(self, body: dict[str, Any]) -> Pledge:
        """Pledge; Idempotency-Key is required, so that a repeated request cannot pledge twice."""
        if "Idempotency-Key" not in request.headers:
            raise Invalid("Idempotency-Key", "Send an Idempotency-Key: a pledge must not be made twice.")
        throttle("100 per hour", "pledge", address())
        project = _project(body["project_id"])
        places = places_for(project, current.user, token=body.get("place", ""))
        pledge = _pledge(project, _backer(body, places), body, tuple(places))
        pledge.is_fresh = True
        return pledge


@crowdfunding.route("/pledges/<int:id>/")
class OnePledge(MethodView):
    @crowdfunding.response(200, PledgeOut)
    @needs(SIGNED_IN)
    def get(self, id: int) -> Pledge:
        """One pledge."""
        return visible_pledge(id)

    @crowdfunding.arguments(PledgeChange)
    @crowdfunding.response(200, PledgeOut)
    @needs(SIGNED_IN)
    def patch(self, body: dict[str, Any], id: int) -> Pledge:
        """Change what it is made of, the message or the name display until the deadline; the address later, too.

        Of a membership the amount and the reward change with the next month: see `planned`.
        """
        pledge = own_pledge(id)
        address, gift = body.pop("address", None), body.pop("gift", None)
        if address and pledge.is_gift:
            raise Invalid("address", "Who is given this says where it shall be sent.")
        if gift:
            change_gift(pledge, Giving(**gift))
        if body:
            places = tuple(WaitlistEntry.kept_for(current.user, pledge.project_id))
            change_pledge(pledge, changed(replace(Wish.of(pledge), places=places), pledge.project, body))
        if address:
            send_to(pledge, **address)
        return pledge

    @crowdfunding.response(204)
    @needs(SIGNED_IN, unpaid=True)
    def delete(self, id: int) -> None:
        """Cancel, until the deadline; of a keep-it-all project, until the card was charged. A member leaves with the
        end of the month that is paid."""
        cancel_pledge(own_pledge(id))


def _pledge(project: Project, backer: User, body: dict[str, Any], places: tuple[WaitlistEntry, ...]) -> Pledge:
    words = {name: body[name] for name in ("message", "is_anonymous") if name in body}
    giving = Giving(**body["gift"]) if "gift" in body else None
    is_strangers = not (places or current.user.is_authenticated)
    wish = Wish(None, token_urlsafe(12), places=places, giving=giving, is_strangers=is_strangers, name=body["name"])
    wish = changed(wish, project, composition_in(body) | words)
    if "payment_method" in body:
        return pledge_with_card(project, backer, wish, payment_method=body["payment_method"])
    return start_pledge(project, backer, wish, page_of=return_of)


def _project(project_id: int) -> Project:
    project = db.session.scalar(Project.visible(current.user).where(Project.id == project_id))
    if project is None:
        raise Invalid("project_id", "No project has this id.")
    return project


def _backer(body: dict[str, Any], places: list[WaitlistEntry]) -> User:
    person = owner_of(places, current.user)
    if person.is_authenticated:
        return person if person.id == current.user.id else as_guest(person)
    if "email" not in body:
        raise Invalid("email", "Log in, or give an email address to pledge as a guest.")
    return guest(body["email"], body["name"])


def visible_pledge(id: int) -> Pledge:
    """The pledge, for its backer and those who run its project."""
    return db.session.scalar(pledges_visible_to(current.user).where(Pledge.id == id)) or abort(404)


def own_pledge(id: int) -> Pledge:
    """The pledge, locked, for its backer alone."""
    pledge = visible_pledge(id)
    if pledge.user_id != current.user.id:
        abort(403)
    return Pledge.locked(pledge.id)
