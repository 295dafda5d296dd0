"""What a site is called, how it looks and how it counts."""

from __future__ import annotations

from flask import Response, request, url_for

from educrowd.blueprints.tenant.models import Tenant
from educrowd.blueprints.tenant.resolving import changed
from educrowd.core import colors
from educrowd.core.access import needs
from educrowd.core.audit import audit
from educrowd.core.current import current
from educrowd.core.pages import find, flash_ok, go, invalid, render

from ..forms import BrandForm
from . import studio

PAGE = "admin/brand/edit.html"


@studio.get("/brand/")
@needs("site.manage")
def edit_brand() -> Response:
    tenant = find(Tenant, id=current.tenant_id)
    return page(BrandForm(formdata=None, obj=tenant))


@studio.post("/brand/")
@needs("site.manage")
def update_brand() -> Response:
    tenant = find(Tenant, id=current.tenant_id)
    form = BrandForm(obj=tenant)
    if not form.validate():
        return invalid(PAGE, form, accent=shown(form.accent.data))
    before = {name: getattr(tenant, name) for name in form.data}
    tenant.change(**form.data)
    if fields := [name for name, value in form.data.items() if value != before[name]]:
        audit("site.changed", subject=tenant, fields=fields)
        changed()
    flash_ok("Saved. Your site shows it at once.")
    return go(url_for("studio.edit_brand"))


@studio.get("/brand/preview")
@needs("site.manage")
def color_preview() -> Response:
    """The colors that a site with this accent has: a fragment that follows the color field."""
    return render("admin/brand/_preview.html", accent=shown(request.args.get("accent")))


@studio.post("/brand/preview")
@needs("site.manage")
def preview_brand() -> Response:
    """The form as it was sent, with its colors; nothing is saved."""
    tenant = find(Tenant, id=current.tenant_id)
    return page(BrandForm(obj=tenant))


def page(form: BrandForm) -> Response:
    return render(PAGE, form=form, accent=shown(form.accent.data))


def shown(accent: str | None) -> str:
    """The color itself, or the present one where it is none."""
    return accent.lower() if accent and colors.is_color(accent) else current.tenant.accent
