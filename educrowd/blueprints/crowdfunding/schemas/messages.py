"""Messages and letters to many backers, as the API reads and shows them."""

from __future__ import annotations

from educrowd.core.api import PageQuery, Resource, Schema, fields, validate

from ..limits import LETTER, TITLE, WORDS
from ..messages.broadcasting import AUDIENCES


class ConversationQuery(PageQuery):
    project_id = fields.QueryId()
    unread = fields.Boolean(metadata={"description": "Only where a backer waits for somebody to read."})
    reported = fields.Boolean(metadata={"description": "For the staff: what it was asked to read."})


class ConversationOut(Resource):
    pledge_id = fields.Id()
    project_id = fields.Id(attribute="pledge.project_id")
    backer_name = fields.String(attribute="pledge.name")
    last_message_at = fields.Utc()
    reported_at = fields.Utc(allow_none=True)


class MessageIn(Schema):
    body = fields.Text(LETTER, required=True, metadata={"description": "Plain text.", "example": "When does it ship?"})


class MessageOut(Resource):
    conversation_id = fields.Id()
    author_name = fields.String()
    is_from_team = fields.Boolean(metadata={"description": "By those who run the project; else by the backer."})
    body = fields.String()
    read_at = fields.Utc(allow_none=True, metadata={"description": "When the team opened a backer's message."})


class ConversationReportIn(Schema):
    words = fields.Text(WORDS, required=True, metadata={"example": "He insults me."})


class BroadcastIn(Schema):
    subject = fields.Text(TITLE, required=True, metadata={"example": "Your size, please"})
    body = fields.Text(LETTER, required=True, metadata={"description": "Plain text.", "example": "Which one is yours?"})
    state = fields.String(load_default="counting", validate=validate.OneOf(list(AUDIENCES)))
    reward_id = fields.Integer(
        strict=True,
        allow_none=True,
        load_default=None,
        validate=validate.Range(0, fields.BIGINT_MAX),
        metadata={"description": "Only those who chose it; 0: those without a reward."},
    )


class LettersOut(Schema):
    waiting = fields.Integer(dump_default=0)
    sent = fields.Integer(dump_default=0)
    delivered = fields.Integer(dump_default=0)
    bounced = fields.Integer(dump_default=0)
    left = fields.Integer(dump_default=0, metadata={"description": "Wanted no more news before it was sent."})


class BroadcastOut(Resource):
    project_id = fields.Id()
    author_name = fields.String(attribute="author.name")
    subject = fields.String()
    body = fields.String()
    audience = fields.String(validate=validate.OneOf(list(AUDIENCES)), metadata={"description": "The `state`."})
    audience_words = fields.String()


class OneBroadcastOut(BroadcastOut):
    letters = fields.Nested(LettersOut)
