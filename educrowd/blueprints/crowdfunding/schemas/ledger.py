"""The books in JSON."""

from __future__ import annotations

from educrowd.core.api import PageQuery, Schema, fields


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


class BalanceOut(Schema):
    account = fields.String(metadata={"example": "psp_balance"})
    name = fields.String(metadata={"example": "Held by the payment provider"})
    currency = fields.String()
    balance = fields.Integer(metadata={"description": "Debits are positive, credits negative."})


class EntryQuery(PageQuery):
    since = fields.Date(metadata={"description": "The first day, where the site is."})
    until = fields.Date(metadata={"description": "The last day, included."})


class LedgerLineOut(Schema):
    id = fields.Id()
    transaction_id = fields.Id()
    kind = fields.String(attribute="transaction.kind")
    external_ref = fields.String(attribute="transaction.external_ref")
    note = fields.String(attribute="transaction.note")
    recorded_at = fields.Utc(attribute="transaction.recorded_at")
    amount = fields.Integer(metadata={"description": "Debits are positive, credits negative."})
    currency = fields.String()


class LedgerSourceOut(Schema):
    label = fields.String(metadata={"example": "Payment: A telescope for every school"})
    url = fields.String(metadata={"description": "Its page in the studio; empty where it has none."})


class TransactionOut(LedgerOut):
    reverses_id = fields.Id(allow_none=True)
    source = fields.Nested(LedgerSourceOut, allow_none=True)
