"""API keys as the API reads and shows them."""

from __future__ import annotations

from educrowd.core.api import PageQuery, Resource, Schema, fields, validate

from ..models.api_key import LONGEST_NAME
from ..schemas import PASSWORD, PersonOut
from ..scopes import SCOPES


class KeyQuery(PageQuery):
    sort = fields.Sort("created_at", "last_used_at", default="-created_at")


class KeyIn(Schema):
    name = fields.Text(LONGEST_NAME, required=True, metadata={"example": "Nightly export"})
    scopes = fields.List(
        fields.String(validate=validate.OneOf(list(SCOPES))),
        required=True,
        validate=validate.Length(1, len(SCOPES)),
        metadata={"example": ["pledges:read", "projects:read"]},
    )
    expires_at = fields.Utc(required=True, metadata={"description": "Within a year."})
    password = fields.String(required=True, validate=PASSWORD, metadata={"description": "The account's, once more."})


class KeyOut(Resource):
    name = fields.String()
    user = fields.Nested(PersonOut)
    hint = fields.String(metadata={"description": "Its last letters."})
    scopes = fields.List(fields.String())
    expires_at = fields.Utc(allow_none=True)
    last_used_at = fields.Utc(allow_none=True)
    last_used_address = fields.String()


class KeyMadeOut(KeyOut):
    """With the key itself, which is never shown again."""

    key = fields.String(attribute="token", metadata={"example": "edu_6WmN…"})


class ScopeOut(Schema):
    scope = fields.String(attribute="name", metadata={"example": "pledges:read"})
    description = fields.String(attribute="words")
    abilities = fields.List(fields.String(), metadata={"description": "What it lends of its person's rights."})
