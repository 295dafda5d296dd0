"""Requests for a refund: a backer asks, the staff answer."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask.views import MethodView
from sqlalchemy import Select

from educrowd.core.access import SIGNED_IN, needs
from educrowd.core.current import current
from educrowd.core.errors import Invalid
from educrowd.core.pages import find

from ..models import Pledge, RefundRequest
from ..refunds.asking_back import approve, ask_back, decline
from ..refunds.queries import refund_requests
from ..schemas.refunds import RefundRequestAnswer, RefundRequestIn, RefundRequestOut, RefundRequestQuery
from .blueprint import crowdfunding


@crowdfunding.route("/pledges/<int:id>/refund-requests/")
class PledgeRequests(MethodView):
    @crowdfunding.arguments(RefundRequestIn)
    @crowdfunding.created(RefundRequestOut, at="/api/v1/crowdfunding/refund-requests/{id}/")
    @needs(SIGNED_IN, unpaid=True)
    def post(self, body: dict[str, Any], id: int) -> RefundRequest:
        """Ask for the money of one's own pledge; it is answered within 14 days."""
        return ask_back(find(Pledge, id=id, user_id=current.user.id), **body)


@crowdfunding.route("/refund-requests/")
class Requests(MethodView):
    @crowdfunding.arguments(RefundRequestQuery, location="query")
    @crowdfunding.page(RefundRequestOut)
    @needs("money.read")
    def get(self, query: dict[str, Any]) -> Select[RefundRequest]:
        """What backers have asked for."""
        return refund_requests().filter_by(**{name: query[name] for name in ("pledge_id", "state") if name in query})


@crowdfunding.route("/refund-requests/<int:id>/")
class OneRequest(MethodView):
    @crowdfunding.response(200, RefundRequestOut)
    @needs(SIGNED_IN)
    def get(self, id: int) -> RefundRequest:
        """One request, for the staff and for who asked."""
        found = find(RefundRequest, id=id)
        if found.pledge.user_id != current.user.id and not current.user.can("money.read"):
            abort(404)
        return found


@crowdfunding.route("/refund-requests/<int:id>/answer/")
class Answer(MethodView):
    @crowdfunding.arguments(RefundRequestAnswer)
    @crowdfunding.response(200, RefundRequestOut)
    @needs("money.refund", unpaid=True)
    def post(self, body: dict[str, Any], id: int) -> RefundRequest:
        """Approve, which gives the money back, or decline and say why."""
        request = find(RefundRequest, id=id)
        if body["approve"]:
            return approve(request, by=current.user, amount=body.get("amount"), answer=body["answer"])
        if not body["answer"]:
            raise Invalid("answer", "Say why you decline.")
        return decline(request, by=current.user, answer=body["answer"])
