"""A project's books in JSON."""

from __future__ import annotations

from educrowd.core.api import Schema, fields


class LedgerEntryOut(Schema):
    account = fields.String(attribute="account.code")
    amount = fields.Integer(metadata={"description": "Debits are positive, credits negative."})
    currency = fields.String()


class LedgerOut(Schema):
    id = fields.Id()
    tenant_id = fields.Id()
    kind = fields.String()
    external_ref = fields.String()
    note = fields.String()
    recorded_at = fields.Utc()
    entries = fields.List(fields.Nested(LedgerEntryOut))
