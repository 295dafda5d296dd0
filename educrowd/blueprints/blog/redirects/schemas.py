"""Redirects as JSON."""

from __future__ import annotations

from marshmallow import validate

from educrowd.core.api import PageQuery, Resource, Schema, fields

from .addresses import LONGEST
from .lists import MOST_LINES
from .planning import OUTCOMES

PATH = {"example": "/2019/04/hello", "description": "A path of this site, with its query where the old one had it."}
TARGET = {"example": "/blog/hello", "description": "A path of this site, or the full address of another: https://…"}


class RedirectIn(Schema):
    path = fields.Text(LONGEST, required=True, metadata=PATH)
    target = fields.Text(LONGEST, required=True, metadata=TARGET)


class RedirectUpdate(Schema):
    target = fields.Text(LONGEST, required=True, metadata=TARGET)


class RedirectOut(Resource):
    tenant_id = fields.TenantId()
    path = fields.String(metadata=PATH)
    target = fields.String(metadata=TARGET)


class RedirectQuery(PageQuery):
    q = fields.String(validate=validate.Length(max=200))


class RedirectListIn(Schema):
    redirects = fields.List(fields.Nested(RedirectIn), required=True, validate=validate.Length(1, MOST_LINES))
    dry_run = fields.Boolean(load_default=False, metadata={"description": "Only say what would become of each."})


class RedirectLineOut(Schema):
    number = fields.Integer(metadata={"description": "Its place in the list, from 1."})
    path = fields.String()
    target = fields.String()
    outcome = fields.String(validate=validate.OneOf(OUTCOMES))
    why = fields.String(metadata={"description": "Why it is refused; else empty."})


class RedirectListOut(Schema):
    dry_run = fields.Boolean()
    lines = fields.List(fields.Nested(RedirectLineOut))


class FormerSlugOut(Schema):
    slug = fields.String(metadata={"example": "hello"})
    post_id = fields.Id()
    created_at = fields.Utc()
