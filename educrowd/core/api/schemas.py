"""What every schema shares: unknown fields are refused, resources show whose they are and when they changed."""

from __future__ import annotations

from functools import cache

import marshmallow as ma
from marshmallow import validate

from educrowd.core.api import fields

UNKNOWN_FIELD = "This field is not known here."
PER_PAGE_MAX = 100
PAGE_MAX = 1_000_000


class Schema(ma.Schema):
    error_messages = {"unknown": UNKNOWN_FIELD, "type": "Send a JSON object."}

    class Meta:
        unknown = ma.RAISE


class Resource(Schema):
    """What every resource of a tenant shows."""

    id = fields.Id(dump_only=True, metadata={"example": 12})
    tenant_id = fields.Id(dump_only=True, metadata={"example": 3})
    created_at = fields.Utc(dump_only=True)
    updated_at = fields.Utc(dump_only=True)


class PageQuery(Schema):
    """The query of a list; add `sort = fields.Sort(…)`, `q` and filters in a subclass."""

    page = fields.Integer(load_default=1, validate=validate.Range(1, PAGE_MAX))
    per_page = fields.Integer(load_default=20, validate=validate.Range(1, PER_PAGE_MAX))


@cache
def partial(schema: type[Schema]) -> Schema:
    """The same schema for PATCH: nothing is required and nothing is defaulted."""
    changes = type(f"{schema.__name__}Changes", (schema,), {"__module__": schema.__module__})(partial=True)
    for field in changes.load_fields.values():
        field.load_default = ma.missing
    return changes
