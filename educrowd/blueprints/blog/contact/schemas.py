"""Messages of the contact form as JSON."""

from __future__ import annotations

from marshmallow import validate

from educrowd.core.api import PageQuery, Resource, Schema, fields

from ..models.contact_message import STATES
from .writing import BODY, EMAIL, NAME

HANDLED = tuple(state for state in STATES if state != "held")


class ContactMessageIn(Schema):
    name = fields.Text(NAME, required=True, metadata={"example": "Ada Lovelace"})
    email = fields.Email(required=True, validate=validate.Length(max=EMAIL), metadata={"example": "ada@example.org"})
    body = fields.Text(BODY, required=True, metadata={"example": "Is the spring course open to beginners?"})


class ContactMessageTaken(Schema):
    taken = fields.Constant(True, metadata={"description": "It is kept, and somebody reads it."})


class ContactMessageOut(Resource):
    tenant_id = fields.TenantId()
    name = fields.String()
    email = fields.String()
    body = fields.String()
    user_id = fields.Id(allow_none=True, metadata={"description": "Who wrote it, where they were signed in."})
    state = fields.String(validate=validate.OneOf(STATES), metadata={"description": "`held` looks like spam."})
    because = fields.String(metadata={"description": "Why it is held."})
    handled_by = fields.String()
    handled_at = fields.Utc(allow_none=True)


class ContactMessageQuery(PageQuery):
    state = fields.String(validate=validate.OneOf(STATES))


class ContactMessageUpdate(Schema):
    state = fields.String(required=True, validate=validate.OneOf(HANDLED), metadata={"example": "answered"})


class ContactFormState(Schema):
    is_open = fields.Boolean(required=True, metadata={"description": "Whether visitors may write at /contact."})
