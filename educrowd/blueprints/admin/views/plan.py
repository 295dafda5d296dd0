"""The site's plan: what it holds, and how much of it is used."""

from __future__ import annotations

from flask import Response

from educrowd.blueprints.tenant.models import Plan, Tenant
from educrowd.core import allowances
from educrowd.core.access import needs
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.pages import find, render

from . import studio


@studio.get("/plan/")
@needs("plan.manage")
def plan() -> Response:
    return render(
        "admin/plan/index.html",
        tenant=find(Tenant, id=current.tenant_id),
        gauges=allowances.gauges(),
        plans=db.session.scalars(Plan.all()).all(),
        features={name: allowances.FEATURES[name] for name in allowances.offered_features()},
    )
