"""Fees by month and project."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView

from educrowd.core.access import needs

from ..fee_breakdown import MonthFees, fee_breakdown
from ..schemas.fees import FeesOut, FeesQuery
from .blueprint import crowdfunding


@crowdfunding.route("/fees/")
class Fees(MethodView):
    @crowdfunding.arguments(FeesQuery, location="query")
    @crowdfunding.page(FeesOut)
    @needs("money.read")
    def get(self, query: dict[str, Any]) -> list[MonthFees]:
        """What was charged, what it cost and what is left, for each month, project and currency."""
        return fee_breakdown(year=query.get("year"), project_id=query.get("project_id"))
