"""The months of a membership, as the API shows them."""

from __future__ import annotations

from educrowd.core.api import Resource, fields, validate
from educrowd.core.payments.payment import STATES


class MonthOut(Resource):
    class Meta(Resource.Meta):
        exclude = ("created_at", "updated_at")

    number = fields.Integer(metadata={"description": "Counted from the first; those not asked for are left out."})
    due_at = fields.Utc()
    amount = fields.Integer(attribute="payment.amount")
    currency = fields.String(attribute="payment.currency")
    state = fields.String(attribute="payment.state", validate=validate.OneOf(STATES))
    payment_id = fields.Id()
    paid_at = fields.Utc(attribute="payment.captured_at", allow_none=True)
    refunded_amount = fields.Integer(attribute="payment.refunded_amount")
