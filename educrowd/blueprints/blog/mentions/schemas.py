"""Webmentions as the API reads and shows them."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, validate, validates

from educrowd.core.api import PageQuery, Resource, Schema, fields
from educrowd.core.comments import STATUSES, VERBS

from ..models.mention import KINDS
from ..models.sent_mention import SENT_STATES
from .hosts import LONGEST, checked_hosts
from .policy import MOST_BLOCKED


class MentionPolicy(Schema):
    takes = fields.Boolean(required=True, metadata={"description": "Whether other sites may mention posts."})
    sends = fields.Boolean(required=True, metadata={"description": "Whether posts tell the sites that they link to."})
    blocked_hosts = fields.List(
        fields.Text(LONGEST),
        load_default=None,
        validate=validate.Length(max=MOST_BLOCKED),
        metadata={
            "description": "Nothing is taken from these, nor from hosts below them.",
            "example": ["spam.example"],
        },
    )

    @validates("blocked_hosts")
    def check_hosts(self, hosts: list[str] | None, **_: Any) -> None:
        try:
            checked_hosts(hosts or [])
        except ValueError as error:
            raise ValidationError(str(error)) from error


class MentionOut(Resource):
    tenant_id = fields.TenantId()
    post_id = fields.Id()
    source = fields.String(metadata={"description": "The page that links here."})
    kind = fields.String(validate=validate.OneOf(KINDS))
    title = fields.String()
    author_name = fields.String()
    body = fields.String(metadata={"description": "An excerpt, in plain text."})
    status = fields.String(validate=validate.OneOf(STATUSES))


class ModeratedMentionOut(MentionOut):
    source_host = fields.String()
    target = fields.String(metadata={"description": "The address of the post that the page links to."})
    because = fields.String(metadata={"description": "Why it needs another look."})


class MentionQuery(PageQuery):
    status = fields.String(validate=validate.OneOf(STATUSES))
    post_id = fields.QueryId()
    host = fields.String(validate=validate.Length(max=LONGEST), metadata={"description": "The site that it came from."})


class MentionModerationIn(Schema):
    verb = fields.String(required=True, validate=validate.OneOf(VERBS), metadata={"example": "approve"})


class SentMentionOut(Resource):
    tenant_id = fields.TenantId()
    post_id = fields.Id()
    source = fields.String(metadata={"description": "The address of the post, as it was told."})
    target = fields.String(metadata={"description": "The page that the post links to."})
    state = fields.String(
        validate=validate.OneOf(SENT_STATES), metadata={"description": "`silent` is a page that takes no webmentions."}
    )
    is_withdrawn = fields.Boolean(metadata={"description": "It was told that the link is gone."})
    endpoint = fields.String()
    http_status = fields.Integer(allow_none=True)
    reason = fields.String()
    tried_at = fields.Utc(allow_none=True)
