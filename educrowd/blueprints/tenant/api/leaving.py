"""/api/v1/tenants/{id}/exports/ and …/deletion/: a site's file, and its end."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, send_file
from flask.views import MethodView

from educrowd.core.access import BOTH, SIGNED_IN, needs
from educrowd.core.api import PageQuery
from educrowd.core.current import current
from educrowd.core.db import db

from ..leaving import deleting, filing
from ..leaving.schemas import DeletionOut, SiteExportIn, SiteExportOut
from ..models import SiteDeletion, SiteExport
from .tenants import kept, owning, tenants


@tenants.route("/<int:tenant_id>/exports/")
class SiteExports(MethodView):
    @tenants.arguments(PageQuery, location="query")
    @tenants.page(SiteExportOut)
    @needs(SIGNED_IN, on=BOTH)
    def get(self, query: dict[str, Any], tenant_id: int) -> list[SiteExport]:
        """Files of the whole site that are under way or can be loaded; for its owners."""
        with owning(tenant_id):
            return kept(db.session.scalars(SiteExport.kept()).all())

    @tenants.arguments(SiteExportIn)
    @tenants.created(SiteExportOut, at="/api/v1/tenants/{tenant_id}/exports/{id}/")
    @tenants.alt_response(409, "CONFLICT")
    @needs(SIGNED_IN, on=BOTH, unpaid=True)
    def post(self, body: dict[str, Any], tenant_id: int) -> SiteExport:
        """Have all of the site written into one ZIP; a letter says when it is ready. 409 while one is being made."""
        with owning(tenant_id):
            return kept([filing.ask(members=body["with_members"])])[0]


@tenants.route("/<int:tenant_id>/exports/<int:export_id>/")
class OneSiteExport(MethodView):
    @tenants.response(200, SiteExportOut)
    @needs(SIGNED_IN, on=BOTH)
    def get(self, tenant_id: int, export_id: int) -> SiteExport:
        """How far it is."""
        with owning(tenant_id):
            return kept([export_of(export_id)])[0]


@tenants.route("/<int:tenant_id>/exports/<int:export_id>/file/")
class SiteExportFile(MethodView):
    @tenants.file()
    @needs(SIGNED_IN, on=BOTH)
    def get(self, tenant_id: int, export_id: int) -> Response:
        """The ZIP, for a week."""
        with owning(tenant_id):
            export = export_of(export_id)
            if not export.can_be_loaded:
                abort(404)
            path = export.path
        return send_file(path, mimetype="application/zip", as_attachment=True, download_name="site.zip")


@tenants.route("/<int:tenant_id>/deletion/")
class Deletion(MethodView):
    @tenants.response(200, DeletionOut)
    @needs(SIGNED_IN, on=BOTH)
    def get(self, tenant_id: int) -> SiteDeletion:
        """Until when the deletion of the site can be taken back; 404 where nobody asked for it."""
        with owning(tenant_id):
            return kept([SiteDeletion.open() or abort(404)])[0]

    @tenants.response(204)
    @tenants.alt_response(409, "CONFLICT")
    @needs(SIGNED_IN, on=BOTH, unpaid=True)
    def delete(self, tenant_id: int) -> None:
        """Take it back; the site is open again as it was."""
        with owning(tenant_id):
            deleting.withdraw(current.user)


def export_of(export_id: int) -> SiteExport:
    return db.session.get(SiteExport, (current.tenant_id, export_id)) or abort(404)
