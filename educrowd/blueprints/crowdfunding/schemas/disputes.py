"""Disputes and their evidence as the API reads and shows them."""

from __future__ import annotations

from educrowd.core.api import PageQuery, Resource, Schema, fields, validate
from educrowd.core.payments.dispute import STATES
from educrowd.core.payments.dispute_evidence import STATES as EVIDENCE_STATES
from educrowd.core.payments.evidence import LARGEST, LONGEST

from ..limits import TITLE


class DisputeQuery(PageQuery):
    payment_id = fields.QueryId()
    state = fields.String(validate=validate.OneOf(STATES))
    sort = fields.Sort("created_at", "evidence_due_at", default="-created_at")


class DisputeOut(Resource):
    payment_id = fields.Id()
    amount = fields.Integer()
    currency = fields.String()
    fee_amount = fields.Integer()
    held_amount = fields.Integer(metadata={"description": "What the bank has taken and not given back."})
    reason = fields.String()
    state = fields.String(validate=validate.OneOf(STATES))
    has_evidence = fields.Boolean()
    evidence_due_at = fields.Utc(allow_none=True)
    closed_at = fields.Utc(allow_none=True)


class FileIn(Schema):
    name = fields.Text(TITLE, required=True, metadata={"example": "receipt.pdf"})
    content = fields.String(
        required=True,
        validate=validate.Length(min=1, max=LARGEST * 4 // 3 + 4),
        metadata={"description": "PDF, JPEG or PNG, at most 5 MB, in Base64.", "format": "byte"},
    )


class EvidenceIn(Schema):
    words = fields.Text(LONGEST, required=True, metadata={"description": "What the bank should know."})
    file = fields.Nested(FileIn, allow_none=True, load_default=None)


class EvidenceOut(Resource):
    dispute_id = fields.Id()
    words = fields.String()
    facts = fields.Dict(
        keys=fields.String(), values=fields.String(), metadata={"description": "What the bank reads besides."}
    )
    file_name = fields.String()
    written_by = fields.Id(allow_none=True)
    state = fields.String(validate=validate.OneOf(EVIDENCE_STATES))
    failure = fields.String(allow_none=True)
    sent_at = fields.Utc(allow_none=True)
