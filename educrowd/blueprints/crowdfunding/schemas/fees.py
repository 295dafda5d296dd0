"""Fees as the API reads and shows them."""

from __future__ import annotations

from flask import url_for

from educrowd.core.api import PageQuery, Resource, Schema, fields, validate

from ..limits import ADDRESS_LINE, INVOICE_ADDRESS
from ..models.fee_invoice import KINDS


class FeesQuery(PageQuery):
    year = fields.Integer(validate=validate.Range(1970, 9998), metadata={"example": 2026})
    project_id = fields.QueryId()


class FeesOut(Schema):
    month = fields.Month(metadata={"description": "A month of the site's time zone."})
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


class FeeInvoiceQuery(PageQuery):
    kind = fields.String(validate=validate.OneOf(KINDS))
    currency = fields.Currency()
    sort = fields.Sort("created_at", "month", "total_amount", default="-created_at")


class FeeLineOut(Schema):
    name = fields.String()
    refers = fields.String(metadata={"description": "The invoice that this line corrects."})
    count = fields.Integer()
    base_amount = fields.Integer(metadata={"description": "What was paid, or given back."})
    amount = fields.Integer()


class FeeInvoiceOut(Resource):
    kind = fields.String(validate=validate.OneOf(KINDS))
    number = fields.String(metadata={"example": "F-0042-0007"})
    month = fields.Month()
    currency = fields.String()
    net_amount = fields.Integer()
    tax_amount = fields.Integer()
    total_amount = fields.Integer()
    tax_bps = fields.Integer(metadata={"description": "Hundredths of a percent."})
    lines = fields.List(fields.Nested(FeeLineOut))
    pdf_url = fields.Function(lambda invoice: url_for("crowdfunding.fee_invoice_pdf", invoice_id=invoice.id))


def _require_address(email: str) -> None:
    """An email address, or nothing."""
    if email:
        validate.Email()(email)


class BillingDetails(Schema):
    name = fields.Text(ADDRESS_LINE, blank=True, load_default="")
    address = fields.Text(INVOICE_ADDRESS, blank=True, load_default="")
    tax_id = fields.Text(ADDRESS_LINE, blank=True, load_default="")
    email = fields.String(load_default="", validate=_require_address, metadata={"example": "books@example.org"})
