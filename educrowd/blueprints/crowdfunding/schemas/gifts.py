"""Gifts as the API reads and shows them; of the recipient's account nothing is told."""

from __future__ import annotations

from educrowd.core.api import Resource, Schema, fields, validate

from ..gifts.links import page_of
from ..limits import EMAIL, MESSAGE, TITLE


class GiftIn(Schema):
    recipient_name = fields.Text(TITLE, required=True, metadata={"example": "Caroline Herschel"})
    recipient_email = fields.Email(
        required=True, validate=validate.Length(max=EMAIL), metadata={"example": "caroline@example.org"}
    )
    message = fields.Text(MESSAGE, blank=True, load_default="")
    deliver_on = fields.Date(
        allow_none=True,
        load_default=None,
        metadata={"description": "When to tell them; never before the card was charged."},
    )


class GiftOut(Schema):
    recipient_name = fields.String()
    recipient_email = fields.String()
    deliver_on = fields.Date(allow_none=True)
    told_at = fields.Utc(allow_none=True)


class GiftReceivedOut(Resource):
    pledge_id = fields.Id(metadata={"description": "Its surveys are yours to answer."})
    project_id = fields.Id(attribute="pledge.project_id")
    reward_id = fields.Id(attribute="pledge.reward_id", allow_none=True)
    giver_name = fields.String(attribute="pledge.name")
    message = fields.String()
    told_at = fields.Utc()
    url = fields.Function(
        page_of, metadata={"type": "string", "description": "Where it is opened; keep it to yourself."}
    )
