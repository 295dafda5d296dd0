"""What a site is called, how it looks and how it counts; the look is tried on the real front page first."""

from __future__ import annotations

import re

from flask import Response, current_app, make_response, request, url_for

from educrowd.blueprints.tenant.models import Tenant
from educrowd.blueprints.tenant.resolving import changed
from educrowd.core import look
from educrowd.core.access import needs
from educrowd.core.audit import audit
from educrowd.core.current import current
from educrowd.core.pages import find, flash_ok, go, invalid, render
from educrowd.core.security import content_security_policy
from educrowd.core.themes import Theme

from ..brand_form import BrandForm
from . import studio

PAGE = "admin/brand/edit.html"
SCRIPTS = re.compile(r"<script[^>]*></script>")
# What one clicks in the preview would open a page of its own, which a frame without that right does not do.
STAY = '<head><base target="_blank">'


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
        return invalid(PAGE, form, tried=wanted(form.data))
    before = {name: getattr(tenant, name) for name in form.data}
    tenant.change(**form.data)
    if fields := [name for name, value in form.data.items() if value != before[name]]:
        audit("site.changed", subject=tenant, fields=fields)
        changed()
    flash_ok("Saved. Your site shows it at once.")
    return go(url_for("studio.edit_brand"))


@studio.get("/brand/preview")
@needs("site.manage")
def look_preview() -> Response:
    """The look that a site would have: a fragment that follows the fields."""
    return render("admin/brand/_preview.html", tried=wanted(request.args))


@studio.post("/brand/preview")
@needs("site.manage")
def preview_brand() -> Response:
    """The form as it was sent, with its look; nothing is saved."""
    tenant = find(Tenant, id=current.tenant_id)
    return page(BrandForm(obj=tenant))


@studio.get("/brand/frame")
@needs("site.manage")
def brand_frame() -> Response:
    """The real front page in the look that is asked for; only this very site shows it in a frame."""
    look.show_as(wanted(request.args))
    front = make_response(current_app.view_functions["tenant.home"]())
    front.set_data(SCRIPTS.sub("", front.get_data(as_text=True)).replace("<head>", STAY, 1))
    policy = content_security_policy().replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    front.headers["Content-Security-Policy"] = policy
    return front


def page(form: BrandForm) -> Response:
    return render(PAGE, form=form, tried=wanted(form.data))


def wanted(values) -> Theme:
    """The look that is asked for; what can't be had is as it is now."""
    return Theme.of(current.tenant).changed(values)
