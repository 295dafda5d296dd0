"""Refunds and requests for them as the API reads and shows them."""

from __future__ import annotations

from educrowd.core.api import PageQuery, Resource, Schema, fields, validate
from educrowd.core.payments.refund import REASONS, STATES

from ..limits import NOTE
from ..models.refund_request import STATES as REQUEST_STATES


class RefundQuery(PageQuery):
    payment_id = fields.QueryId()
    state = fields.String(validate=validate.OneOf(STATES))
    sort = fields.Sort("created_at", "amount", default="-created_at")


class RefundIn(Schema):
    amount = fields.MinorUnits(minimum=1, metadata={"description": "Left out: all that is left."})
    reason = fields.String(load_default="requested", validate=validate.OneOf(REASONS))
    note = fields.Text(NOTE, blank=True, load_default="", metadata={"description": "For the staff."})


class RefundOut(Resource):
    payment_id = fields.Id()
    amount = fields.Integer()
    currency = fields.String()
    fee_returned = fields.Integer(metadata={"description": "The platform's part of it."})
    reason = fields.String(validate=validate.OneOf(REASONS))
    note = fields.String()
    state = fields.String(validate=validate.OneOf(STATES))
    failure = fields.String(allow_none=True)
    ordered_by = fields.Id(allow_none=True)


class RefundRequestQuery(PageQuery):
    pledge_id = fields.QueryId()
    state = fields.String(validate=validate.OneOf(REQUEST_STATES))
    sort = fields.Sort("created_at", "due_at", default="due_at")


class RefundRequestIn(Schema):
    reason = fields.Text(NOTE, required=True)


class RefundRequestAnswer(Schema):
    approve = fields.Boolean(required=True)
    answer = fields.Text(NOTE, blank=True, load_default="", metadata={"description": "Needed to decline."})
    amount = fields.MinorUnits(minimum=1, metadata={"description": "Left out: all that is left."})


class RefundRequestOut(Resource):
    pledge_id = fields.Id()
    payment_id = fields.Id(metadata={"description": "What it asks back: of a membership, the payment of one month."})
    month_from = fields.Utc(
        attribute="month.due_at", allow_none=True, metadata={"description": "Of a membership: which month that is."}
    )
    paid_amount = fields.Integer(attribute="payment.amount")
    left_amount = fields.Integer(attribute="left.minor", metadata={"description": "What has not gone back of it."})
    currency = fields.Currency(attribute="payment.currency")
    reason = fields.String()
    state = fields.String(validate=validate.OneOf(REQUEST_STATES))
    due_at = fields.Utc()
    answer = fields.String()
    answered_at = fields.Utc(allow_none=True)
    refund_id = fields.Id(allow_none=True)
