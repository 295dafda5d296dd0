"""Deliveries as the API reads and shows them."""

from __future__ import annotations

from educrowd.core.api import PageQuery, Schema, fields, validate

from ..limits import DELIVERIES, TRACKING
from ..models.delivery import STATUSES

SEEN = {"description": "The backer sees it."}


class DeliveryIn(Schema):
    status = fields.String(required=True, validate=validate.OneOf(STATUSES))
    tracking = fields.Text(TRACKING, blank=True, load_default="", metadata=SEEN)


class DeliveryOut(Schema):
    pledge_id = fields.Id()
    status = fields.String(validate=validate.OneOf(STATUSES))
    tracking = fields.String()
    shipped_at = fields.Utc(allow_none=True)
    delivered_at = fields.Utc(allow_none=True)


class DeliveryQuery(PageQuery):
    status = fields.String(validate=validate.OneOf(STATUSES))


class StepIn(Schema):
    pledge_id = fields.Id(required=True)
    status = fields.String(required=True, validate=validate.OneOf(STATUSES))
    tracking = fields.Text(
        TRACKING,
        blank=True,
        allow_none=True,
        load_default=None,
        metadata={"description": "The backer sees it; left out: what is known stays."},
    )


class StepsIn(Schema):
    deliveries = fields.List(
        fields.Nested(StepIn),
        required=True,
        validate=validate.Length(1, DELIVERIES),
        metadata={"example": [{"pledge_id": 1, "status": "shipped", "tracking": "RR 123 456 US"}]},
    )


class MarkedOut(Schema):
    changed = fields.List(fields.Id(), metadata={"description": "Ids of the pledges that were marked."})
    unchanged = fields.List(fields.Id(), metadata={"description": "Those that stood there already."})
    refused = fields.List(fields.Id(), metadata={"description": "Those that are not this project's, or not paid."})
