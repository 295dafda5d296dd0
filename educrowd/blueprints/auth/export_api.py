"""All that is kept of oneself, as JSON."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask.views import MethodView
from sqlalchemy import Select

from educrowd.core.access import PLATFORM, SIGNED_IN, needs
from educrowd.core.api import PageQuery, Schema, fields
from educrowd.core.current import current

from . import exporting
from .api import accounts
from .models import DataExport
from .second_factor.schemas import PasswordIn


class ExportQuery(PageQuery):
    sort = fields.Sort("id", "created_at")


class ExportOut(Schema):
    id = fields.Id()
    size_bytes = fields.Integer(allow_none=True)
    created_at = fields.Utc()
    ready_at = fields.Utc(allow_none=True)
    expires_at = fields.Utc()
    url = fields.Function(
        lambda export: url_for("auth.export_file", public_id=export.public_id, _external=True),
        metadata={"type": "string", "description": "Where its owner loads it, logged in, once it is ready."},
    )


@accounts.route("/exports/")
class Exports(MethodView):
    @accounts.arguments(ExportQuery, location="query")
    @accounts.page(ExportOut)
    @needs(SIGNED_IN, on=PLATFORM)
    def get(self, query: dict[str, Any]) -> Select[Any]:
        """The files with one's data that are under way or can be loaded."""
        return DataExport.of(current.user).order_by(None)

    @accounts.arguments(PasswordIn)
    @accounts.created(ExportOut, at="./")
    @needs(SIGNED_IN, on=PLATFORM)
    def post(self, body: dict[str, Any]) -> DataExport:
        """Have a file made of all that is kept of oneself; a letter says when it is ready."""
        return exporting.ask(current.user, body["current_password"])
