"""Refunds: list, read, give back."""

from __future__ import annotations

from typing import Any

from flask import abort, request
from flask.views import MethodView
from sqlalchemy import Select

from educrowd.core.access import needs
from educrowd.core.current import current
from educrowd.core.errors import Invalid
from educrowd.core.pages import find
from educrowd.core.payments import Refund, refund_payment

from ..models import Pledge, Project
from ..refunds.calling_off import call_off
from ..refunds.queries import refunds
from ..schemas import ProjectOut
from ..schemas.refunds import RefundIn, RefundOut, RefundQuery
from .blueprint import crowdfunding

FILTERS = ("payment_id", "state")


@crowdfunding.route("/refunds/")
class Refunds(MethodView):
    @crowdfunding.arguments(RefundQuery, location="query")
    @crowdfunding.page(RefundOut)
    @needs("money.read")
    def get(self, query: dict[str, Any]) -> Select[Refund]:
        """Every refund of the site, of pledges and of sales."""
        return refunds().filter_by(**{name: query[name] for name in FILTERS if name in query})


@crowdfunding.route("/refunds/<int:id>/")
class OneRefund(MethodView):
    @crowdfunding.response(200, RefundOut)
    @needs("money.read")
    def get(self, id: int) -> Refund:
        """One refund."""
        return find(Refund, id=id)


@crowdfunding.route("/pledges/<int:id>/refunds/")
class PledgeRefunds(MethodView):
    @crowdfunding.arguments(RefundIn)
    @crowdfunding.created(RefundOut, at="/api/v1/crowdfunding/refunds/{id}/")
    @needs("money.refund", unpaid=True)
    def post(self, body: dict[str, Any], id: int) -> Refund:
        """Give a pledge's money back, in full or in part; Idempotency-Key is required."""
        payment = find(Pledge, id=id).payment or abort(404)
        return refund_payment(payment, key=f"api:{_key()}", ordered_by=current.user, **body)


@crowdfunding.route("/projects/<int:id>/refunds/")
class ProjectRefunds(MethodView):
    @crowdfunding.response(200, ProjectOut)
    @needs("money.refund", unpaid=True)
    def post(self, id: int) -> Project:
        """Cancel a project whose cards were charged and refund its backers; once more where a refund failed."""
        return call_off(find(Project, id=id), reason="")


def _key() -> str:
    key = request.headers.get("Idempotency-Key")
    if not key:
        raise Invalid("Idempotency-Key", "Send an Idempotency-Key: money must not go back twice.")
    return f"{current.user.id}:{key}"
