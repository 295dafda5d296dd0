"""Discussions as the API reads and shows them."""

from __future__ import annotations

from educrowd.core.api import PageQuery, Resource, Schema, fields, validate
from educrowd.core.comments import STATUSES, VERBS
from educrowd.core.comments.forms import COMMENT, REPORT
from educrowd.core.comments.moderated import REASONS

from ..models.discussion import ROLES


class DiscussionPostIn(Schema):
    body = fields.Text(COMMENT, required=True, metadata={"description": "Plain text.", "example": "Which lens?"})
    lesson_uid = fields.String(load_default=None, metadata={"description": "The lesson that a question is about."})
    parent_id = fields.Id(
        allow_none=True, load_default=None, metadata={"description": "The question that this answers."}
    )


class DiscussionPostOut(Resource):
    course_id = fields.Id()
    lesson_uid = fields.String()
    lesson_title = fields.String(metadata={"description": "As it was when the question was asked."})
    parent_id = fields.Id(allow_none=True)
    author_name = fields.String()
    author_role = fields.String(validate=validate.OneOf(ROLES))
    body = fields.String()
    status = fields.String(validate=validate.OneOf(STATUSES))
    accepted_at = fields.Utc(allow_none=True, metadata={"description": "Since when it answers its question."})
    answers_count = fields.Integer()
    is_answered = fields.Boolean()


class ModeratedDiscussionPostOut(DiscussionPostOut):
    author_id = fields.Id()
    because = fields.String(metadata={"description": "Why it does not appear by itself."})
    reports_count = fields.Integer()
    is_reported = fields.Boolean(
        attribute="has_open_reports", metadata={"description": "Somebody reported it since a moderator last looked."}
    )


class DiscussionQuery(PageQuery):
    lesson_uid = fields.String(validate=validate.Length(max=60))
    parent_id = fields.QueryId(metadata={"description": "The answers to this question."})
    answered = fields.Boolean(metadata={"description": "Only questions that are answered, or that are not."})


class DiscussionQueueQuery(PageQuery):
    status = fields.String(validate=validate.OneOf(STATUSES))
    reported = fields.Boolean(metadata={"description": "Only what readers object to."})
    course_id = fields.QueryId()


class PostModerationIn(Schema):
    verb = fields.String(required=True, validate=validate.OneOf(VERBS), metadata={"example": "approve"})


class PostReportIn(Schema):
    reason = fields.String(required=True, validate=validate.OneOf(REASONS), metadata={"example": "spam"})
    words = fields.Text(REPORT, blank=True, load_default="")
