"""Comments as the API reads and shows them."""

from __future__ import annotations

from educrowd.core.api import PageQuery, Resource, Schema, fields, validate
from educrowd.core.comments import STATUSES, VERBS
from educrowd.core.comments.forms import COMMENT, REPORT
from educrowd.core.comments.moderated import REASONS

from .comments.forms import NAME
from .models.comment import ROLES
from .models.commentable import POLICIES


class CommentPolicy(Schema):
    policy = fields.String(
        required=True,
        validate=validate.OneOf(POLICIES[1:]),
        metadata={"description": "Who may write below posts that say nothing themselves: nobody, members or anyone."},
    )


class PostCommentIn(Schema):
    name = fields.Text(
        NAME, load_default="", metadata={"description": "How a visitor signs; who has an account signs with that."}
    )
    body = fields.Text(COMMENT, required=True, metadata={"description": "Plain text.", "example": "Which umber?"})
    parent_id = fields.Id(
        allow_none=True, load_default=None, metadata={"description": "The comment that this answers."}
    )


class PostCommentOut(Resource):
    tenant_id = fields.TenantId()
    post_id = fields.Id()
    thread_id = fields.Id(allow_none=True, metadata={"description": "The comment that began the thread."})
    parent_id = fields.Id(allow_none=True)
    author_name = fields.String()
    author_role = fields.String(validate=validate.OneOf(ROLES))
    body = fields.String()
    status = fields.String(validate=validate.OneOf(STATUSES))


class ModeratedPostCommentOut(PostCommentOut):
    author_id = fields.Id(allow_none=True)
    because = fields.String(metadata={"description": "Why it does not appear by itself."})
    reports_count = fields.Integer()
    is_reported = fields.Boolean(
        attribute="has_open_reports", metadata={"description": "Somebody reported it since a moderator last looked."}
    )


class PostCommentQuery(PageQuery):
    status = fields.String(validate=validate.OneOf(STATUSES))
    reported = fields.Boolean(metadata={"description": "Only what readers object to."})
    post_id = fields.QueryId()


class PostCommentModerationIn(Schema):
    verb = fields.String(required=True, validate=validate.OneOf(VERBS), metadata={"example": "approve"})


class PostCommentReportIn(Schema):
    reason = fields.String(required=True, validate=validate.OneOf(REASONS), metadata={"example": "spam"})
    words = fields.Text(REPORT, blank=True, load_default="")
