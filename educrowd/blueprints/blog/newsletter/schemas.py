"""The newsletter as the API reads and shows it."""

from __future__ import annotations

from typing import Any

from educrowd.core.api import PageQuery, Resource, Schema, fields, validate
from educrowd.core.people_lists import LONGEST_NAME

from ..models import NewsletterLetter
from ..models.subscriber import LISTED, SOURCES, STATES
from .importing import CONSENT, MOST_LINES, OUTCOMES

EMAIL = 254
HOW = {"description": "How its owner agreed; left out, they are asked by a letter.", "example": "At the spring fair"}


class SubscriptionIn(Schema):
    email = fields.Text(EMAIL, required=True, metadata={"example": "ada@example.org"})


class SubscriptionCodeIn(Schema):
    code = fields.Text(100, required=True, metadata={"description": "The last part of the letter's link."})


class SubscriptionTokenIn(Schema):
    token = fields.Text(500, required=True, metadata={"description": "The last part of a letter's way out."})


class SubscriberQuery(PageQuery):
    state = fields.String(validate=validate.OneOf(LISTED))
    q = fields.Text(EMAIL, metadata={"description": "A part of the address or the name."})


class SubscriberIn(SubscriptionIn):
    name = fields.Text(LONGEST_NAME, blank=True, load_default="")
    consent = fields.Text(CONSENT, blank=True, load_default="", metadata=HOW)


class SubscriberOut(Resource):
    tenant_id = fields.TenantId()
    email = fields.String()
    name = fields.String()
    state = fields.String(validate=validate.OneOf(STATES))
    source = fields.String(validate=validate.OneOf(SOURCES))
    consent = fields.String()
    confirmed_at = fields.Utc(allow_none=True)
    left_at = fields.Utc(allow_none=True)
    soft_bounces = fields.Integer(metadata={"description": "Letters that came back, but not for good."})
    reason = fields.String(metadata={"description": "Why letters come back."})


class ListedSubscriberIn(Schema):
    email = fields.Text(EMAIL, required=True, metadata={"example": "ada@example.org"})
    name = fields.Text(LONGEST_NAME, blank=True, load_default="")


class SubscriberListIn(Schema):
    people = fields.List(fields.Nested(ListedSubscriberIn), required=True, validate=validate.Length(1, MOST_LINES))
    consent = fields.Text(CONSENT, blank=True, load_default="", metadata=HOW)
    dry_run = fields.Boolean(load_default=False, metadata={"description": "Only say what would become of each."})


class SubscriberLineOut(Schema):
    number = fields.Integer(metadata={"description": "Its place in the list, from 1."})
    email = fields.String()
    outcome = fields.String(validate=validate.OneOf(list(OUTCOMES)))
    words = fields.String(metadata={"description": "The same for people."})


class SubscriberListOut(Schema):
    dry_run = fields.Boolean()
    lines = fields.List(fields.Nested(SubscriberLineOut))


class NewsletterIn(Schema):
    audience = fields.Text(
        40,
        required=True,
        metadata={"description": "`subscribers`, `all` (members too), or an audience.", "example": "subscribers"},
    )


class NewsletterLettersOut(Schema):
    waiting = fields.Integer(dump_default=0)
    sent = fields.Integer(dump_default=0)
    delivered = fields.Integer(dump_default=0)
    bounced = fields.Integer(dump_default=0)
    left = fields.Integer(dump_default=0, metadata={"description": "Not wanted any more before it was sent."})
    unsubscribed = fields.Integer(dump_default=0, metadata={"description": "Left through this letter."})
    complained = fields.Integer(dump_default=0, metadata={"description": "Called it spam."})


def _counts(newsletter: Any) -> Any:
    return NewsletterLettersOut().dump(NewsletterLetter.counts([newsletter.post_id]).get(newsletter.post_id, {}))


class NewsletterOut(Schema):
    post_id = fields.Id()
    tenant_id = fields.TenantId()
    audience = fields.String()
    asked_by_name = fields.String()
    begun_at = fields.Utc(allow_none=True, metadata={"description": "Since when letters go out."})
    letters = fields.Function(_counts, metadata={"type": "object"})
    created_at = fields.Utc()
    updated_at = fields.Utc()


class NewsletterFormState(Schema):
    is_open = fields.Boolean(required=True, metadata={"description": "Whether visitors may subscribe at /newsletter."})


class SenderIn(Schema):
    sender_name = fields.Text(80, blank=True, load_default="", metadata={"description": "Empty: the site's name."})
    reply_to = fields.Text(
        EMAIL, blank=True, load_default="", metadata={"description": "Asked by a letter first.", "example": "hi@a.org"}
    )


class SenderOut(Schema):
    sender_name = fields.String()
    reply_to = fields.String()
    reply_to_asked = fields.String(metadata={"description": "An address that has not agreed yet."})
