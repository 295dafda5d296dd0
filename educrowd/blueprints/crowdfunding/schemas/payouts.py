"""Accounts and payouts as the API reads and shows them."""

from __future__ import annotations

from educrowd.core.api import PageQuery, Resource, Schema, fields, validate
from educrowd.core.payments.payout import STATES

from ..limits import TITLE
from ..models.milestone import MOST_PERCENT


class AccountOut(Resource):
    charges_enabled = fields.Boolean()
    payouts_enabled = fields.Boolean()
    details_submitted = fields.Boolean()
    requirements = fields.List(fields.String(), metadata={"description": "What is missing, in the provider's words."})
    missing = fields.List(fields.String(), metadata={"description": "The same in plain words."})
    disabled_reason = fields.String()


class OnboardingIn(Schema):
    return_url = fields.Url(
        required=True, require_tld=False, metadata={"description": "Where the provider's page leads back to."}
    )


class OnboardingOut(Schema):
    url = fields.String()


class StandingOut(Schema):
    currency = fields.String()
    available = fields.Integer()
    pending = fields.Integer()
    held = fields.Integer(metadata={"description": "What projects hold until they settle or keep a promise."})
    disputed = fields.Integer()
    on_the_way = fields.Integer()
    releasable = fields.Integer(metadata={"description": "How much can be paid out now."})


class PayoutQuery(PageQuery):
    state = fields.String(validate=validate.OneOf(STATES))
    currency = fields.Currency()
    sort = fields.Sort("created_at", "amount", default="-created_at")


class PayoutIn(Schema):
    amount = fields.MinorUnits(minimum=1, required=True)
    currency = fields.Currency(required=True)


class PayoutOut(Resource):
    amount = fields.Integer()
    currency = fields.String()
    state = fields.String(validate=validate.OneOf(STATES))
    user_id = fields.Id()
    moved_amount = fields.Integer(metadata={"description": "What it has really taken off the balance."})
    arrives_at = fields.Utc(allow_none=True)
    failure_code = fields.String(allow_none=True)
    failure_message = fields.String(allow_none=True)


class MilestoneIn(Schema):
    title = fields.Text(TITLE, required=True, metadata={"example": "The first five lessons"})
    share_percent = fields.Integer(strict=True, required=True, validate=validate.Range(1, MOST_PERCENT))
    lessons_needed = fields.Integer(strict=True, allow_none=True, load_default=None, validate=validate.Range(1, 1000))


class MilestoneOut(Resource):
    project_id = fields.Id()
    title = fields.String()
    share_percent = fields.Integer()
    lessons_needed = fields.Integer(allow_none=True, metadata={"description": "Null: the staff releases it."})
    released_at = fields.Utc(allow_none=True)
