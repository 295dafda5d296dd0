"""Letters of a creator to many backers."""

from __future__ import annotations

from secrets import token_urlsafe
from typing import Any

from flask import abort
from flask.views import MethodView
from sqlalchemy import Select

from educrowd.core.access import needs
from educrowd.core.api import PageQuery
from educrowd.core.current import current
from educrowd.core.pages import find

from ..finding import answered_project
from ..messages.broadcasting import broadcast
from ..models import Broadcast
from ..schemas.messages import BroadcastIn, BroadcastOut, OneBroadcastOut
from .blueprint import crowdfunding


@crowdfunding.route("/projects/<int:id>/broadcasts/")
class Broadcasts(MethodView):
    @crowdfunding.arguments(PageQuery, location="query")
    @crowdfunding.page(BroadcastOut)
    @needs("projects.work")
    def get(self, query: dict[str, Any], id: int) -> Select[Broadcast]:
        """What was written to many backers, newest first."""
        return Broadcast.of(answered_project(id))

    @crowdfunding.arguments(BroadcastIn)
    @crowdfunding.created(OneBroadcastOut, at="/api/v1/crowdfunding/broadcasts/{id}/")
    @needs("projects.work")
    def post(self, body: dict[str, Any], id: int) -> Broadcast:
        """Write to all backers who fit; each gets a letter of their own. Send an Idempotency-Key to be safe."""
        return broadcast(answered_project(id), current.user, token=token_urlsafe(12), **body)


@crowdfunding.route("/broadcasts/<int:id>/")
class OneBroadcast(MethodView):
    @crowdfunding.response(200, OneBroadcastOut)
    @needs("projects.work")
    def get(self, id: int) -> Broadcast:
        """One, and how many of its letters are in which state."""
        found = find(Broadcast, id=id)
        return found if found.project.answerable_by(current.user) else abort(404)
