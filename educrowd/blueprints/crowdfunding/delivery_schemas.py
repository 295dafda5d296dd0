"""Deliveries as the API reads and shows them."""

from __future__ import annotations

from educrowd.core.api import Schema, fields, validate

from .limits import TRACKING
from .models.delivery import STATUSES


class DeliveryIn(Schema):
    status = fields.String(required=True, validate=validate.OneOf(STATUSES))
    tracking = fields.Text(TRACKING, blank=True, load_default="", metadata={"description": "The backer sees it."})


class DeliveryOut(Schema):
    pledge_id = fields.Id()
    status = fields.String(validate=validate.OneOf(STATUSES))
    tracking = fields.String()
    shipped_at = fields.Utc(allow_none=True)
    delivered_at = fields.Utc(allow_none=True)
