"""Places on waitlists as the API reads and shows them."""

from __future__ import annotations

from educrowd.core.api import Resource, Schema, fields, validate

from ..limits import EMAIL, KEY, TITLE
from ..models.waitlist_entry import STATES


class WaitlistIn(Schema):
    variant_id = fields.Id(allow_none=True, load_default=None)
    reward_key = fields.Text(KEY, load_default="", metadata={"description": "What opens a secret reward."})
    email = fields.Email(
        validate=validate.Length(max=EMAIL), metadata={"description": "For a guest; others join as themselves."}
    )
    name = fields.Text(TITLE, blank=True, load_default="", metadata={"description": "A guest's name."})


class WaitlistEntryOut(Resource):
    reward_id = fields.Id()
    variant_id = fields.Id(allow_none=True)
    user_id = fields.Id()
    name = fields.String()
    email = fields.String(attribute="user.email")
    state = fields.String(validate=validate.OneOf(STATES))
    position = fields.Integer(allow_none=True, metadata={"description": "How many are served up to this one."})
    confirmed_at = fields.Utc(allow_none=True)
    offered_at = fields.Utc(allow_none=True)
    reserved_until = fields.Utc(allow_none=True, metadata={"description": "Until when one is kept for this person."})
    pledge_id = fields.Id(allow_none=True)
