"""Plans, what is asked about them and what they cost, as the API takes and shows them."""

from __future__ import annotations

from educrowd.core.api import Resource, Schema, fields, validate

from ..models.plan import INTERVALS
from ..models.plan_request import KINDS


class PlanOut(Schema):
    code = fields.String(metadata={"example": "studio"})
    name = fields.String()
    blurb = fields.String()
    price_amount = fields.Integer(metadata={"description": "A month."})
    yearly_amount = fields.Integer(metadata={"description": "A year."})
    currency = fields.String()
    features = fields.Dict(keys=fields.String(), values=fields.Boolean())
    limits = fields.Dict(keys=fields.String(), values=fields.Integer())


class MeterOut(Schema):
    meter = fields.String(metadata={"example": "courses"})
    used = fields.Integer()
    limit = fields.Integer(allow_none=True, metadata={"description": "Null: as many as one likes."})


class SitePlanOut(Schema):
    plan = fields.Nested(PlanOut)
    on_trial = fields.Boolean(attribute="tenant.on_trial")
    paid_until = fields.Date(attribute="tenant.paid_until", allow_none=True)
    read_only_from = fields.Utc(
        attribute="tenant.subscription_expires_at",
        allow_none=True,
        metadata={"description": "When a site whose plan was not paid can only be read."},
    )
    status = fields.String(attribute="tenant.status", metadata={"example": "active"})
    meters = fields.List(fields.Nested(MeterOut))


class PlanChoice(Schema):
    plan = fields.Text(40, required=True, metadata={"example": "studio"})
    interval = fields.String(load_default="month", validate=validate.OneOf(INTERVALS))


class PlanCost(Schema):
    amount = fields.Integer(metadata={"description": "Paid at once; less than nothing is a credit.", "example": 7000})
    currency = fields.Currency()


class PlanRequestIn(Schema):
    kind = fields.String(
        required=True,
        validate=validate.OneOf(KINDS),
        metadata={
            "description": "`checkout` subscribes and `card` gives another card, both at `url`; `change` takes another"
            " plan, `cancel` ends it with its period, `resume` takes that back.",
            "example": "checkout",
        },
    )
    plan = fields.Text(40, metadata={"description": "For `checkout` and `change`.", "example": "studio"})
    interval = fields.String(load_default="month", validate=validate.OneOf(INTERVALS))
    return_url = fields.Url(metadata={"description": "Where `url` leads back to; without it to the studio."})


class PlanRequestOut(Resource):
    reference = fields.String(metadata={"example": "4f9d5c1e-6d1e-4b0e-9a43-0a3f0c3a1b52"})
    kind = fields.String()
    plan = fields.String(attribute="plan_code", allow_none=True)
    interval = fields.String(allow_none=True)
    url = fields.String(allow_none=True, metadata={"description": "The provider's page, where there is one."})
    state = fields.String(
        metadata={"description": "`open`, `action_required`, `done`, `refused` or `expired`.", "example": "open"}
    )
    failure = fields.String(metadata={"description": "Why it was refused, or what the new card did not pay."})


class SubscriptionOut(Resource):
    plan = fields.String(attribute="plan_code")
    interval = fields.String()
    amount = fields.Integer()
    currency = fields.Currency()
    state = fields.String(metadata={"description": "As the payment provider calls it.", "example": "active"})
    period_end = fields.Utc(allow_none=True)
    cancels_at_period_end = fields.Boolean()


class PlanDisputeOut(Resource):
    amount = fields.Integer()
    reason = fields.String(metadata={"description": "As the bank gives it.", "example": "fraudulent"})
    state = fields.String(metadata={"description": "As the payment provider calls it.", "example": "needs_response"})
    held_amount = fields.Integer(metadata={"description": "What the bank has taken and not given back."})
    closed_at = fields.Utc(allow_none=True)


class PlanInvoiceOut(Resource):
    number = fields.String()
    description = fields.String()
    state = fields.String(metadata={"example": "paid"})
    total_amount = fields.Integer()
    paid_amount = fields.Integer(metadata={"description": "By card; a credit may have paid the rest."})
    refunded_amount = fields.Integer()
    currency = fields.Currency()
    issued_at = fields.Utc()
    paid_at = fields.Utc(allow_none=True)
    url = fields.String(metadata={"description": "The provider's document."})
    disputes = fields.List(fields.Nested(PlanDisputeOut))
