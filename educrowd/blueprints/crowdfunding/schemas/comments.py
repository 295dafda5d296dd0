"""Comments as the API reads and shows them."""

from __future__ import annotations

from educrowd.core.api import PageQuery, Resource, Schema, fields, validate
from educrowd.core.comments import STATUSES, VERBS
from educrowd.core.comments.forms import COMMENT, REPORT
from educrowd.core.comments.moderated import REASONS

from ..models.comment import ROLES


class CommentIn(Schema):
    body = fields.Text(COMMENT, required=True, metadata={"description": "Plain text.", "example": "When does it ship?"})
    parent_id = fields.Id(
        allow_none=True, load_default=None, metadata={"description": "The comment that this answers."}
    )


class CommentOut(Resource):
    project_id = fields.Id()
    parent_id = fields.Id(allow_none=True)
    author_name = fields.String()
    author_role = fields.String(validate=validate.OneOf(ROLES))
    body = fields.String()
    status = fields.String(validate=validate.OneOf(STATUSES))


class ModeratedOut(CommentOut):
    author_id = fields.Id()
    because = fields.String(metadata={"description": "Why it does not appear by itself."})
    reports_count = fields.Integer()
    is_reported = fields.Boolean(
        attribute="has_open_reports", metadata={"description": "Somebody reported it since a moderator last looked."}
    )


class QueueQuery(PageQuery):
    status = fields.String(validate=validate.OneOf(STATUSES))
    reported = fields.Boolean(metadata={"description": "Only what readers object to."})
    project_id = fields.QueryId()


class ModerationIn(Schema):
    verb = fields.String(required=True, validate=validate.OneOf(VERBS), metadata={"example": "approve"})


class ReportIn(Schema):
    reason = fields.String(required=True, validate=validate.OneOf(REASONS), metadata={"example": "spam"})
    words = fields.Text(REPORT, blank=True, load_default="")
