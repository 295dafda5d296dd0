"""Webhooks and their deliveries as the API reads and shows them."""

from __future__ import annotations

from educrowd.core.api import PageQuery, Resource, Schema, fields, validate
from educrowd.core.public_hosts import LONGEST
from educrowd.core.webhooks import EVENTS
from educrowd.core.webhooks.delivery import STATES

DESCRIPTION = 200
EVENT = validate.OneOf(EVENTS)


class WebhookIn(Schema):
    url = fields.Text(LONGEST, required=True, metadata={"example": "https://hooks.example.org/educrowd"})
    events = fields.List(
        fields.String(validate=EVENT),
        required=True,
        validate=validate.Length(1, 100),
        metadata={"example": ["pledge.created", "project.funded"], "description": "See GET webhooks/events/."},
    )
    description = fields.Text(DESCRIPTION, blank=True, load_default="")


class WebhookChanges(WebhookIn):
    is_active = fields.Boolean(metadata={"description": "Off: nothing is sent, and what waits is given up."})


class WebhookOut(Resource):
    url = fields.String()
    events = fields.List(fields.String())
    description = fields.String()
    user_id = fields.Id(metadata={"description": "Who answers for it: it hears what they may read."})
    is_active = fields.Boolean()
    disabled_at = fields.Utc(allow_none=True)
    disabled_because = fields.String()
    failing_since = fields.Utc(allow_none=True, metadata={"description": "Nothing has arrived since."})
    old_secret_until = fields.Utc(allow_none=True, metadata={"description": "Till then the one before signs as well."})


class WebhookSecretOut(WebhookOut):
    """With the secret, which is never shown again."""

    secret = fields.String(metadata={"example": "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"})


class WebhookEventOut(Schema):
    type = fields.String(attribute="name", metadata={"example": "pledge.created"})
    description = fields.String(attribute="words")


class DeliveryQuery(PageQuery):
    state = fields.String(validate=validate.OneOf(STATES))
    event = fields.String(validate=validate.Length(max=60))
    sort = fields.Sort("created_at", default="-created_at")


class WebhookAttemptOut(Schema):
    at = fields.Utc()
    status = fields.Integer(allow_none=True, metadata={"description": "Null where nobody answered."})
    error = fields.String()
    milliseconds = fields.Integer()
    answer = fields.String(metadata={"description": "The first kilobyte."})


class WebhookDeliveryOut(Resource):
    webhook_id = fields.Id(attribute="endpoint_id")
    message_id = fields.String(metadata={"description": "The webhook-id header, the same at every try."})
    event = fields.String()
    state = fields.String(validate=validate.OneOf(STATES))
    next_try_at = fields.Utc(allow_none=True)
    attempts = fields.List(fields.Nested(WebhookAttemptOut))


class WholeWebhookDeliveryOut(WebhookDeliveryOut):
    """With what was sent."""

    body = fields.String(metadata={"description": "The JSON text that is signed."})
