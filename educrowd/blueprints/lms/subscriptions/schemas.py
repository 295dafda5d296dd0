"""Subscription plans and subscriptions as the API reads and shows them."""

from __future__ import annotations

from educrowd.core.api import PageQuery, Resource, Schema, fields, validate

from ..limits import SUMMARY, TITLE
from ..models.learner_subscription import STATES
from ..models.offered import STATUSES
from ..models.subscription_plan import EVERY


class SubscriptionPlanChangeIn(Schema):
    title = fields.Text(TITLE, required=True, metadata={"example": "All courses, monthly"})
    summary = fields.Text(SUMMARY, blank=True)
    price_amount = fields.MinorUnits(minimum=1, required=True)
    status = fields.String(validate=validate.OneOf(STATUSES))


class SubscriptionPlanIn(SubscriptionPlanChangeIn):
    course_id = fields.Id(metadata={"description": "Left out: every course that costs something (for the staff)."})
    every = fields.String(required=True, validate=validate.OneOf(EVERY))


class SubscriptionPlanOut(Resource):
    title = fields.String(metadata={"example": "All courses, monthly"})
    slug = fields.String(metadata={"example": "all-courses-monthly"})
    summary = fields.String()
    status = fields.String(validate=validate.OneOf(STATUSES))
    course_id = fields.Id(allow_none=True, metadata={"description": "Null: every course that costs something."})
    every = fields.String(validate=validate.OneOf(EVERY))
    price_amount = fields.MinorUnits()
    currency = fields.Currency()
    owner_id = fields.Id()
    is_open = fields.Boolean(metadata={"description": "Whether anybody can join now."})


class SubscriptionPlanQuery(PageQuery):
    course_id = fields.QueryId()
    status = fields.String(validate=validate.OneOf(STATUSES))
    sort = fields.Sort("created_at", "title", default="-created_at")


class LearnerSubscriptionIn(Schema):
    plan_id = fields.Id(required=True)
    price_amount = fields.MinorUnits(
        metadata={"description": "The price that the learner was shown; another one is refused as `price_changed`."}
    )
    currency = fields.Currency(metadata={"description": "The currency that the learner was shown, refused likewise."})
    email = fields.Email(metadata={"description": "A guest's address; not needed when signed in."})
    name = fields.Text(TITLE, blank=True, load_default="")
    payment_method = fields.Text(
        200, metadata={"description": "A card made at the provider. Left out: `setup.url` leads to the card page."}
    )


class SubscriptionSetupOut(Schema):
    client_secret = fields.String(allow_none=True)
    url = fields.String(allow_none=True)


class ProviderPageOut(Schema):
    url = fields.String(
        allow_none=True, metadata={"description": "Where its learner goes on; null where nothing is left to do."}
    )


class LearnerSubscriptionOut(Resource):
    plan_id = fields.Id()
    course_id = fields.Id(allow_none=True, metadata={"description": "Null: every course that costs something."})
    user_id = fields.Id()
    state = fields.String(validate=validate.OneOf(STATES))
    title = fields.String(metadata={"example": "All courses, monthly"})
    every = fields.String(validate=validate.OneOf(EVERY))
    amount = fields.MinorUnits(metadata={"description": "What each period costs, frozen on the day of joining."})
    currency = fields.Currency()
    joined_at = fields.Utc(allow_none=True)
    next_charge_at = fields.Utc(attribute="charges_next_at", allow_none=True)
    paid_until = fields.Utc(attribute="next_period_at", allow_none=True)
    ends_at = fields.Utc(allow_none=True, metadata={"description": "Set by cancelling: the end of what is paid."})
    ended_at = fields.Utc(allow_none=True)
    because = fields.String(metadata={"description": "Why it ended."})
    setup = fields.Nested(
        SubscriptionSetupOut,
        allow_none=True,
        metadata={"description": "Told to who subscribes, once: where the card is saved."},
    )


class LearnerSubscriptionQuery(PageQuery):
    plan_id = fields.QueryId()
    state = fields.String(validate=validate.OneOf(STATES))
    sort = fields.Sort("created_at", default="-created_at")


class SubscriptionPeriodOut(Schema):
    id = fields.Id()
    tenant_id = fields.Id()
    number = fields.Integer(metadata={"example": 3})
    amount = fields.Integer(attribute="payment.amount")
    refunded_amount = fields.Integer(attribute="payment.refunded_amount")
    currency = fields.String(attribute="payment.currency")
    payment_state = fields.String(attribute="payment.state")
    demanded_at = fields.Utc()
    paid_at = fields.Utc(attribute="payment.captured_at", allow_none=True)


class SubscriptionRefundIn(Schema):
    period_id = fields.Id(required=True)
    amount = fields.MinorUnits(minimum=1, metadata={"description": "Left out: all that is left."})
