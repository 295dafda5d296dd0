"""Tools elsewhere, as the API reads and shows them."""

from __future__ import annotations

from educrowd.core.api import Resource, Schema, fields, validate

from ..limits import TITLE
from .lessons import LONGEST


def _url(**kwargs) -> fields.String:
    return fields.String(
        validate=validate.Length(max=LONGEST), metadata={"example": "https://tool.example/lti"}, **kwargs
    )


class LtiToolIn(Schema):
    title = fields.Text(TITLE, required=True, metadata={"example": "Planetarium"})
    login_url = _url(required=True)
    launch_url = _url(required=True)
    redirect_urls = fields.List(_url(), load_default=list, validate=validate.Length(max=20))
    jwks_url = fields.String(load_default="", validate=validate.Length(max=LONGEST))
    public_key = fields.String(
        load_default="", validate=validate.Length(max=5_000), metadata={"description": "PEM; or give jwks_url."}
    )
    shares_name = fields.Boolean(load_default=False)
    shares_email = fields.Boolean(load_default=False)
    shares_members = fields.Boolean(
        load_default=False, metadata={"description": "Whether it may read who is enrolled in courses that start it."}
    )


class LtiToolOut(Resource):
    uid = fields.String(metadata={"description": "Its client id.", "example": "k3f9x2mp7q"})
    title = fields.String()
    login_url = fields.String()
    launch_url = fields.String()
    redirect_urls = fields.List(fields.String())
    jwks_url = fields.String()
    public_key = fields.String()
    shares_name = fields.Boolean()
    shares_email = fields.Boolean()
    shares_members = fields.Boolean()
