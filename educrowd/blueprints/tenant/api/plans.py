"""/api/v1/plans/: what there is; /api/v1/plan/: what this site has, and how much of it it uses."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from sqlalchemy import Select

from educrowd.core import allowances
from educrowd.core.access import BOTH, PUBLIC, needs
from educrowd.core.api import ApiBlueprint, PageQuery
from educrowd.core.current import current
from educrowd.core.pages import find

from ..models import Plan, Tenant
from ..plans.schemas import PlanOut, SitePlanOut

plans = ApiBlueprint("plans_api", __name__, url_prefix="/api/v1", description="Plans of sites")


@plans.route("/plans/")
class Plans(MethodView):
    @plans.arguments(PageQuery, location="query")
    @plans.page(PlanOut)
    @needs(PUBLIC, on=BOTH)
    def get(self, query: dict[str, Any]) -> Select[Plan]:
        """What a site may be on; what a plan doesn't limit is absent from its limits."""
        return Plan.all()


@plans.route("/plan/")
class SitePlan(MethodView):
    @plans.response(200, SitePlanOut)
    @needs("plan.manage")
    def get(self) -> dict[str, Any]:
        """The plan of this site, and how much of it is used."""
        tenant = find(Tenant, id=current.tenant_id)
        meters = [
            {"meter": name, "used": gauge.used, "limit": gauge.allowed}
            for name, gauge in zip(allowances.METERS, allowances.gauges(), strict=True)
        ]
        return {"tenant": tenant, "plan": tenant.plan, "meters": meters}
