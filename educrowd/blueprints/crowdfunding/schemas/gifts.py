"""Gifts as the API reads and shows them; of the recipient's account nothing is told."""

from __future__ import annotations

from educrowd.core.api import Schema, fields, validate

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
