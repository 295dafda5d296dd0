"""The sites of the platform, as operators see them."""

from __future__ import annotations

from flask import Response, request, url_for

from educrowd.blueprints.tenant.models import Tenant
from educrowd.core.access import OPERATOR, PLATFORM, needs
from educrowd.core.errors import Refused
from educrowd.core.forms import Form
from educrowd.core.pages import find, flash_ok, go, invalid, is_htmx, paginate, render

from .. import operating
from ..forms import SiteSearch, SuspensionForm
from ..inspecting import inspect
from ..queries import sites
from . import operator

PER_PAGE = 25
SUSPEND = "admin/operator/tenants/suspend.html"
RESUME = "admin/operator/tenants/resume.html"


@operator.get("/tenants/")
@needs(OPERATOR, on=PLATFORM)
def tenants() -> Response:
    form = SiteSearch(request.args)
    if not form.validate():
        return invalid("admin/operator/tenants/index.html", form, page=None)
    page = paginate(sites(words=form.q.data or "", status=form.status.data or ""), per_page=PER_PAGE)
    template = "admin/operator/tenants/_list.html" if is_htmx() else "admin/operator/tenants/index.html"
    return render(template, form=form, page=page)


@operator.get("/tenants/<int:id>/")
@needs(OPERATOR, on=PLATFORM)
def tenant(id: int) -> Response:
    site = find(Tenant, id=id)
    return render("admin/operator/tenants/show.html", site=site, **inspect(site))


@operator.get("/tenants/<int:id>/suspension")
@needs(OPERATOR, on=PLATFORM)
def confirm_suspension(id: int) -> Response:
    return render(SUSPEND, form=SuspensionForm(), site=find(Tenant, id=id))


@operator.post("/tenants/<int:id>/suspension")
@needs(OPERATOR, on=PLATFORM)
def suspend(id: int) -> Response:
    site, form = find(Tenant, id=id), SuspensionForm()
    if not form.validate():
        return invalid(SUSPEND, form, site=site)
    try:
        operating.suspend(site, form.reason.data or "")
    except Refused as refusal:
        form.refuse(refusal)
        return render(SUSPEND, status=refusal.status, form=form, site=site)
    flash_ok(f"{site.name} is closed.")
    return go(url_for("operator.tenant", id=id))


@operator.get("/tenants/<int:id>/resumption")
@needs(OPERATOR, on=PLATFORM)
def confirm_resumption(id: int) -> Response:
    return render(RESUME, form=Form(), site=find(Tenant, id=id))


@operator.post("/tenants/<int:id>/resumption")
@needs(OPERATOR, on=PLATFORM)
def resume(id: int) -> Response:
    site, form = find(Tenant, id=id), Form()
    try:
        operating.resume(site)
    except Refused as refusal:
        form.refuse(refusal)
        return render(RESUME, status=refusal.status, form=form, site=site)
    flash_ok(f"{site.name} is open again.")
    return go(url_for("operator.tenant", id=id))
