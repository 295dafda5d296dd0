"""Leave with everything: the site's file, and its end."""

from __future__ import annotations

from flask import Response, abort, send_file, url_for

from educrowd.blueprints.tenant.leaving import deleting, filing
from educrowd.blueprints.tenant.models import SiteDeletion, SiteExport
from educrowd.core.access import needs
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Refused
from educrowd.core.pages import find, flash_error, flash_ok, go, render, unkept

from ..forms import DeleteSiteForm
from . import studio


@studio.get("/leaving/")
@needs("site.delete")
def leaving() -> Response:
    return _page(DeleteSiteForm(formdata=None))


@studio.post("/leaving/files")
@needs("site.delete", unpaid=True)
def make_site_file() -> Response:
    try:
        filing.ask()
    except Refused as refusal:
        flash_error(refusal.message)
    else:
        flash_ok("The file is being made. A letter says when it is ready.")
    return go(url_for("studio.leaving"))


@studio.get("/leaving/files/<public_id>")
@needs("site.delete")
def site_file(public_id: str) -> Response:
    export = find(SiteExport, public_id=public_id)
    if not export.can_be_loaded:
        abort(404)
    name = f"{current.tenant.slug}-{export.created_at:%Y-%m-%d}.zip"
    response = send_file(export.path, mimetype="application/zip", as_attachment=True, download_name=name)
    return unkept(response)


@studio.post("/leaving/deletion")
@needs("site.delete", unpaid=True)
def request_deletion() -> Response:
    form = DeleteSiteForm()
    if not form.validate():
        return _page(form, status=422)
    try:
        deleting.request(current.user, name=form.name.data or "", password=form.current_password.data or "")
    except Refused as refusal:
        form.refuse(refusal)
        return _page(form, status=refusal.status)
    return go(url_for("studio.leaving"))


@studio.post("/leaving/withdrawal")
@needs("site.delete", unpaid=True)
def withdraw_deletion() -> Response:
    try:
        deleting.withdraw(current.user)
    except Refused as refusal:
        flash_error(refusal.message)
        return go(url_for("studio.leaving"))
    flash_ok("Your site is open again.")
    return go(url_for("studio.dashboard"))


def _page(form: DeleteSiteForm, *, status: int = 200) -> Response:
    exports, deletion = db.session.scalars(SiteExport.kept()).all(), SiteDeletion.open()
    reasons = [] if deletion else deleting.what_keeps_it()
    page = {"form": form, "exports": exports, "deletion": deletion, "reasons": reasons}
    response = render("admin/leaving/index.html", status=status, **page)
    return unkept(response)
