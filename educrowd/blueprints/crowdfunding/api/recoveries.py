"""Declined charges of a project that can still be paid."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from sqlalchemy import Select

from educrowd.core.access import needs
from educrowd.core.api import PageQuery, Schema, fields

from ..finding import fulfilled_project
from ..models import Pledge
from ..queries import at_risk_in
from .blueprint import crowdfunding


class RecoveryOut(Schema):
    id = fields.Id(attribute="recovery.id")
    tenant_id = fields.Id()
    pledge_id = fields.Id(attribute="id")
    amount = fields.Integer(attribute="payment.amount")
    currency = fields.String(attribute="payment.currency")
    reason = fields.String(attribute="payment.failure_message", allow_none=True)
    tries = fields.Integer(attribute="payment.attempt")
    next_try_at = fields.Utc(
        attribute="payment.next_try_at",
        allow_none=True,
        metadata={"description": "Null when only the backer can bring it on."},
    )
    started_at = fields.Utc(attribute="recovery.started_at")
    ends_at = fields.Utc(
        attribute="recovery.ends_at",
        metadata={"description": "After this the pledge is dropped and its reward offered again."},
    )


@crowdfunding.route("/projects/<int:id>/recoveries/")
class Recoveries(MethodView):
    @crowdfunding.arguments(PageQuery, location="query")
    @crowdfunding.page(RecoveryOut)
    @needs("projects.work")
    def get(self, query: dict[str, Any], id: int) -> Select[Pledge]:
        """Pledges at risk: why, when the next try is, and until when the backer can pay."""
        return at_risk_in(fulfilled_project(id))
