"""The plan of a site, set by hand by an operator."""

from __future__ import annotations

from flask import Response, url_for

from educrowd.blueprints.tenant.models import Tenant
from educrowd.core.access import OPERATOR, PLATFORM, needs
from educrowd.core.errors import Refused
from educrowd.core.pages import find, flash_ok, go, invalid, render

from .. import operating
from ..forms import PlanForm
from . import operator

PAGE = "admin/operator/tenants/plan.html"


@operator.get("/tenants/<int:id>/plan")
@needs(OPERATOR, on=PLATFORM)
def site_plan(id: int) -> Response:
    site = find(Tenant, id=id)
    return render(PAGE, form=PlanForm(formdata=None, plan=site.plan.code, until=site.paid_until), site=site)


@operator.post("/tenants/<int:id>/plan")
@needs(OPERATOR, on=PLATFORM)
def set_site_plan(id: int) -> Response:
    site, form = find(Tenant, id=id), PlanForm()
    if not form.validate():
        return invalid(PAGE, form, site=site)
    try:
        operating.put_on(site, form.plan.data, until=form.until.data)
    except Refused as refusal:
        form.refuse(refusal)
        return render(PAGE, status=refusal.status, form=form, site=site)
    flash_ok("The plan is set.")
    return go(url_for("operator.tenant", id=id))
