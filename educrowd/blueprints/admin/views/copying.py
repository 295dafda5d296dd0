"""A second site like one: an operator copies any, an owner their own, without its members."""

from __future__ import annotations

from typing import Any

from flask import Response, url_for

from educrowd.blueprints.tenant.models import SiteArrival, Tenant
from educrowd.core.access import OPERATOR, PLATFORM, needs
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Refused
from educrowd.core.pages import find, go, invalid, is_htmx, render

from ..arriving import asking
from ..forms import CopyForm, NewSiteForm
from . import operator, studio

PAGE = "admin/operator/tenants/copy.html"
OWN = "admin/leaving/copy.html"
OWN_PART = "admin/leaving/_copies.html"


@operator.get("/tenants/<int:id>/copy")
@needs(OPERATOR, on=PLATFORM)
def confirm_copy(id: int) -> Response:
    site = find(Tenant, id=id)
    return render(PAGE, form=CopyForm(formdata=None, name=f"{site.name} (copy)"), site=site)


@operator.post("/tenants/<int:id>/copy")
@needs(OPERATOR, on=PLATFORM)
def copy_site(id: int) -> Response:
    site, form = find(Tenant, id=id), CopyForm()
    if not form.validate():
        return invalid(PAGE, form, site=site)
    try:
        arrival = asking.copy(site, by=current.user, by_operator=True, **form.data)
    except Refused as refusal:
        form.refuse(refusal)
        return render(PAGE, status=refusal.status, form=form, site=site)
    return go(url_for("operator.arrival", uid=arrival.uid))


@studio.get("/copy")
@needs("site.delete")
def copies() -> Response:
    return _own(NewSiteForm(formdata=None, name=f"{current.tenant.name} (copy)"))


@studio.post("/copy")
@needs("site.delete")
def copy_own_site() -> Response:
    form = NewSiteForm()
    if not form.validate():
        return _own(form, status=422)
    try:
        asking.copy(db.session.get_one(Tenant, current.tenant_id), by=current.user, **form.data)
    except Refused as refusal:
        form.refuse(refusal)
        return _own(form, status=refusal.status)
    return go(url_for("studio.copies"))


def _own(form: NewSiteForm, *, status: int = 200) -> Response:
    mine: Any = SiteArrival.of(current.user).where(SiteArrival.source_id == current.tenant_id).limit(5)
    template = OWN_PART if is_htmx() and status == 200 else OWN
    return render(template, status=status, form=form, copies=db.session.scalars(mine).all())
