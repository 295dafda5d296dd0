"""A site's own domains as the API takes and shows them."""

from __future__ import annotations

from educrowd.core.api import Schema, fields, validate


class DomainIn(Schema):
    host = fields.Text(300, required=True, metadata={"example": "learn.example.org"})


class DomainChanges(Schema):
    is_primary = fields.Boolean(
        validate=validate.Equal(True), metadata={"description": "All other addresses of the site lead to it then."}
    )
    is_ssl_enabled = fields.Boolean(metadata={"description": "Whether a certificate is fetched for it on demand."})


class RecordOut(Schema):
    type = fields.Constant("TXT")
    name = fields.String(metadata={"example": "_educrowd.learn.example.org"})
    value = fields.String(metadata={"example": "educrowd-site=kq3vX0u1d6lYw2s7"})


class DomainOut(Schema):
    id = fields.Id(dump_only=True, metadata={"example": 12})
    tenant_id = fields.Id(dump_only=True, metadata={"example": 3})
    host = fields.String(metadata={"example": "learn.example.org"})
    state = fields.String(
        metadata={"description": "`pending`, `verified` or `unproven`: it answers, but its record is gone."}
    )
    is_primary = fields.Boolean()
    is_ssl_enabled = fields.Boolean()
    record = fields.Function(
        lambda domain: dict(zip(("name", "value"), domain.record, strict=True), type="TXT") if domain.is_own else None,
        metadata={
            "description": "What has to be among the domain's records; null for the permanent address.",
            "type": ["object", "null"],
            "example": {"type": "TXT", "name": "_educrowd.learn.example.org", "value": "educrowd-site=kq3vX0u1d6"},
        },
    )
    verified_at = fields.Utc(allow_none=True)
    checked_at = fields.Utc(allow_none=True, metadata={"description": "When name servers last answered about it."})
    created_at = fields.Utc(dump_only=True)
    updated_at = fields.Utc(dump_only=True)


class ProofOut(Schema):
    proof = fields.String(metadata={"description": "`there`, `missing`, `other` (another value) or `unknown`."})
    domain = fields.Nested(DomainOut)
