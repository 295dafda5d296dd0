"""Where a backer's reward is on its way."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask.views import MethodView
from sqlalchemy import Select, select

from educrowd.core.access import SIGNED_IN, needs
from educrowd.core.current import current
from educrowd.core.db import db

from ..finding import fulfilled_project
from ..models import Delivery, Pledge
from ..queries import pledges_visible_to
from ..rewards.fulfilling import Marked, Step, mark_deliveries, mark_delivery
from ..schemas.deliveries import DeliveryIn, DeliveryOut, DeliveryQuery, MarkedOut, StepsIn
from .blueprint import crowdfunding


@crowdfunding.route("/pledges/<int:id>/delivery/")
class OneDelivery(MethodView):
    @crowdfunding.response(200, DeliveryOut)
    @needs(SIGNED_IN)
    def get(self, id: int) -> Delivery:
        """For its backer and for those who run the project; 404 while nothing was begun."""
        return _visible(id).delivery or abort(404)

    @crowdfunding.arguments(DeliveryIn)
    @crowdfunding.response(200, DeliveryOut)
    @needs("projects.work")
    def put(self, body: dict[str, Any], id: int) -> Delivery | None:
        """Say where it is; its backer gets a letter when it is shipped, and when it has arrived."""
        pledge = _visible(id)
        fulfilled_project(pledge.project_id)
        mark_delivery(pledge, **body)
        db.session.refresh(pledge, ["delivery"])
        return pledge.delivery


@crowdfunding.route("/projects/<int:id>/deliveries/")
class Deliveries(MethodView):
    @crowdfunding.arguments(DeliveryQuery, location="query")
    @crowdfunding.page(DeliveryOut)
    @needs("projects.work")
    def get(self, query: dict[str, Any], id: int) -> Select[Delivery]:
        """What was begun, for those who run the project."""
        begun = select(Delivery).join(Delivery.pledge).where(Pledge.project_id == fulfilled_project(id).id)
        if "status" in query:
            begun = begun.where(Delivery.status == query["status"])
        return begun.order_by(Delivery.pledge_id)

    @crowdfunding.arguments(StepsIn)
    @crowdfunding.response(200, MarkedOut)
    @needs("projects.work")
    def post(self, body: dict[str, Any], id: int) -> Marked:
        """Mark many at once; each backer gets a letter as for a single one. The last word about a pledge counts."""
        return mark_deliveries(fulfilled_project(id), [Step(**step) for step in body["deliveries"]])


def _visible(id: int) -> Pledge:
    return db.session.scalar(pledges_visible_to(current.user).where(Pledge.id == id)) or abort(404)
