"""Waitlists of rewards that are gone."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask.views import MethodView
from sqlalchemy import Select

from educrowd.blueprints.auth.models.user import User
from educrowd.core.access import PUBLIC, SIGNED_IN, needs
from educrowd.core.api import PageQuery
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from educrowd.core.limits import address, throttle
from educrowd.core.pages import find

from ..finding import fulfilled_project, visible_project
from ..models import Reward, RewardVariant, WaitlistEntry
from ..rewards.secret_links import opens
from ..schemas.waitlist import WaitlistEntryOut, WaitlistIn
from ..waitlists.queries import line_of, places_of
from ..waitlists.waiting import join, leave
from .blueprint import crowdfunding


@crowdfunding.route("/rewards/<int:id>/waitlist/")
class Waitlist(MethodView):
    @crowdfunding.arguments(PageQuery, location="query")
    @crowdfunding.page(WaitlistEntryOut)
    @needs("projects.work")
    def get(self, query: dict[str, Any], id: int) -> Select[WaitlistEntry]:
        """Who waits for a reward, in order, and what became of those who did; for those who run the project."""
        reward = find(Reward, id=id)
        return line_of(fulfilled_project(reward.project_id), reward.id)

    @crowdfunding.arguments(WaitlistIn)
    @crowdfunding.created(WaitlistEntryOut, at="/api/v1/crowdfunding/waitlist/{id}/")
    @crowdfunding.accepted("For a guest: a letter asks whoever has the address.")
    @needs(PUBLIC)
    def post(self, body: dict[str, Any], id: int) -> WaitlistEntry | None:
        """Stand in line for a reward that is gone; an address that is not confirmed gets a letter first."""
        throttle("20 per hour", "waitlist", address())
        reward = _reward(id, body["reward_key"])
        variant = _variant(reward, body["variant_id"])
        if not current.user.is_authenticated:
            join(reward, _guest(body), variant=variant, is_proven=False, name=body["name"])
            return None
        return _fresh(join(reward, current.user, variant=variant, is_proven=current.user.is_verified).id)


@crowdfunding.route("/waitlist/")
class MyPlaces(MethodView):
    @crowdfunding.arguments(PageQuery, location="query")
    @crowdfunding.page(WaitlistEntryOut)
    @needs(SIGNED_IN)
    def get(self, query: dict[str, Any]) -> Select[WaitlistEntry]:
        """Where one stands in line oneself; what is kept comes first."""
        return places_of(current.user)


@crowdfunding.route("/waitlist/<int:id>/")
class OnePlace(MethodView):
    @crowdfunding.response(200, WaitlistEntryOut)
    @needs(SIGNED_IN)
    def get(self, id: int) -> WaitlistEntry:
        """One's own place."""
        return _own(id)

    @crowdfunding.response(204)
    @needs(SIGNED_IN)
    def delete(self, id: int) -> None:
        """Leave the line; what was kept goes on to the next."""
        leave(_own(id))


def _reward(id: int, key: str) -> Reward:
    reward = find(Reward, id=id)
    visible_project(reward.project_id)
    if reward.is_secret and not opens(key, reward):
        abort(404)
    return reward


def _variant(reward: Reward, variant_id: int | None) -> RewardVariant | None:
    if variant_id is None:
        return None
    variant = next((each for each in reward.variants if each.id == variant_id), None)
    if variant is None:
        raise Invalid("variant_id", "Choose one of this reward's variants.")
    return variant


def _guest(body: dict[str, Any]) -> User:
    if "email" not in body:
        raise Invalid("email", "Log in, or give an email address to join as a guest.")
    return User.guest(body["email"], body["name"])


def _fresh(entry_id: int) -> WaitlistEntry:
    """The entry with its position as it is now."""
    wanted = WaitlistEntry.in_line().where(WaitlistEntry.id == entry_id)
    return db.session.scalars(wanted.execution_options(populate_existing=True)).one()


def _own(id: int) -> WaitlistEntry:
    mine = WaitlistEntry.in_line().where(WaitlistEntry.id == id, WaitlistEntry.user_id == current.user.id)
    return db.session.scalar(mine) or abort(404)
