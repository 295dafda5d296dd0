"""A site's file and its end, as the API shows and takes them."""

from __future__ import annotations

from educrowd.core.api import Resource, Schema, fields, validate

from ..models.site_export import STATES


class SiteExportIn(Schema):
    with_members = fields.Boolean(
        load_default=True, metadata={"description": "Without: only the staff, and what they made."}
    )


class SiteExportOut(Resource):
    with_members = fields.Boolean()
    state = fields.String(validate=validate.OneOf(STATES))
    done_count = fields.Integer(metadata={"description": "Tables and files that are written."})
    total_count = fields.Integer(allow_none=True, metadata={"description": "Of how many; null: not known yet."})
    size_bytes = fields.Integer(allow_none=True)
    ready_at = fields.Utc(allow_none=True)
    expires_at = fields.Utc(metadata={"description": "Until when it can be loaded."})


class DeletionIn(Schema):
    name = fields.Text(120, required=True, metadata={"description": "The name of the site, to show that it is meant."})
    current_password = fields.Text(1024, required=True)


class DeletionOut(Resource):
    requested_at = fields.Utc()
    erases_at = fields.Utc(metadata={"description": "From then on nobody can take it back."})
