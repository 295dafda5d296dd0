"""Matches: what sponsors add to pledges."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask.views import MethodView
from sqlalchemy import Select
from sqlalchemy.orm import joinedload

from educrowd.core.access import PUBLIC, SIGNED_IN, needs
from educrowd.core.current import current
from educrowd.core.limits import throttle
from educrowd.core.pages import find

from ..finding import run_project, visible_project
from ..matching.matching import agree_with_card, decline_invitation, invite_sponsor, stop_matching
from ..models import Match
from ..schemas.matches import AgreementIn, MatchIn, MatchOut, MatchQuery
from .blueprint import crowdfunding

PUBLIC_STATES = ("active", "fulfilled")


@crowdfunding.route("/projects/<int:id>/matches/")
class Matches(MethodView):
    @crowdfunding.arguments(MatchQuery, location="query")
    @crowdfunding.page(MatchOut)
    @needs(PUBLIC)
    def get(self, query: dict[str, Any], id: int) -> Select[Match]:
        """Those that sponsors have agreed to; for those who run the project all of them."""
        project = visible_project(id)
        matches = Match.of(project).options(joinedload(Match.project))
        if "state" in query:
            matches = matches.where(Match.state == query["state"])
        return matches if project.run_by(current.user) else matches.where(Match.state.in_(PUBLIC_STATES))

    @crowdfunding.arguments(MatchIn)
    @crowdfunding.created(MatchOut, at="/api/v1/crowdfunding/matches/{id}/")
    @needs("projects.work")
    def post(self, body: dict[str, Any], id: int) -> Match:
        """Write down what was agreed with a sponsor; a letter asks them to save a card for it."""
        project = run_project(id)
        throttle("30 per day", "match", str(project.id))
        return invite_sponsor(project, **body)


@crowdfunding.route("/matches/<int:id>/")
class OneMatch(MethodView):
    @crowdfunding.response(200, MatchOut)
    @needs(PUBLIC)
    def get(self, id: int) -> Match:
        """One match."""
        match = find(Match, id=id)
        visible_project(match.project_id)
        if not match.visible_to(current.user):
            abort(404)
        return match

    @crowdfunding.response(204)
    @needs("projects.work", unpaid=True)
    def delete(self, id: int) -> None:
        """Take the invitation back, or match no pledge from now on; what is matched stays so."""
        match = find(Match, id=id)
        run_project(match.project_id)
        stop_matching(match)


@crowdfunding.route("/matches/<int:id>/agreement/")
class Agreement(MethodView):
    @crowdfunding.arguments(AgreementIn)
    @crowdfunding.response(200, MatchOut)
    @needs(SIGNED_IN)
    def put(self, body: dict[str, Any], id: int) -> Match:
        """Agree to one's own match with a card, or bring another one."""
        match = _mine(id)
        agree_with_card(match, **body)
        return match

    @crowdfunding.response(204)
    @needs(SIGNED_IN, unpaid=True)
    def delete(self, id: int) -> None:
        """Decline, before having agreed."""
        decline_invitation(_mine(id))


def _mine(id: int) -> Match:
    match = find(Match, id=id)
    if not match.visible_to(current.user):
        abort(404)
    if not match.answered_by(current.user):
        abort(403)
    return match
