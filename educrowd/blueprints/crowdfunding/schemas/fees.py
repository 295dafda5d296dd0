"""Fees as the API reads and shows them."""

from __future__ import annotations

from educrowd.core.api import PageQuery, Schema, fields, validate


class FeesQuery(PageQuery):
    year = fields.Integer(validate=validate.Range(1970, 9998), metadata={"example": 2026})
    project_id = fields.QueryId()


class FeesOut(Schema):
    month = fields.Date(format="%Y-%m", metadata={"description": "A month of the site's time zone.", "format": None})
    project_id = fields.Id(allow_none=True, metadata={"description": "Null: courses sold."})
    name = fields.String()
    currency = fields.String()
    charged = fields.Integer()
    refunded = fields.Integer()
    disputed = fields.Integer(metadata={"description": "What banks took in disputes and did not give back."})
    processing = fields.Integer(metadata={"description": "The payment provider's fees."})
    platform = fields.Integer(metadata={"description": "The platform's fees, before what it returned."})
    returned = fields.Integer(metadata={"description": "The platform's fees that went back with refunds."})
    dispute_fees = fields.Integer()
    net = fields.Integer(
        metadata={"description": "charged − refunded − disputed − processing − platform + returned − dispute_fees"}
    )
