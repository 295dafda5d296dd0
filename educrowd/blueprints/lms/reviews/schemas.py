"""Reviews as the API reads and shows them."""

from __future__ import annotations

from educrowd.core.api import PageQuery, Resource, Schema, fields, validate
from educrowd.core.comments import STATUSES, VERBS
from educrowd.core.comments.forms import COMMENT, REPORT
from educrowd.core.comments.moderated import REASONS

from ..models.review import MOST_STARS

STARS = validate.Range(1, MOST_STARS)


class CourseReviewIn(Schema):
    stars = fields.Integer(strict=True, required=True, validate=STARS, metadata={"example": 5})
    body = fields.Text(COMMENT, blank=True, load_default="", metadata={"description": "Plain text."})


class CourseReviewOut(Resource):
    course_id = fields.Id()
    author_name = fields.String()
    stars = fields.Integer(validate=STARS)
    body = fields.String()
    status = fields.String(validate=validate.OneOf(STATUSES))
    answer = fields.String(metadata={"description": "What those say to it who run the course; may be empty."})
    answered_at = fields.Utc(allow_none=True)


class ModeratedCourseReviewOut(CourseReviewOut):
    author_id = fields.Id()
    because = fields.String(metadata={"description": "Why it does not appear by itself."})
    reports_count = fields.Integer()
    is_reported = fields.Boolean(
        attribute="has_open_reports", metadata={"description": "Somebody reported it since a moderator last looked."}
    )


class ReviewsQuery(PageQuery):
    stars = fields.Integer(validate=STARS)


class ReviewQueueQuery(PageQuery):
    status = fields.String(validate=validate.OneOf(STATUSES))
    reported = fields.Boolean(metadata={"description": "Only what readers object to."})
    course_id = fields.QueryId()


class ReviewAnswerIn(Schema):
    answer = fields.Text(COMMENT, blank=True, required=True, metadata={"description": "Nothing takes it away."})


class ReviewModerationIn(Schema):
    verb = fields.String(required=True, validate=validate.OneOf(VERBS), metadata={"example": "approve"})


class ReviewReportIn(Schema):
    reason = fields.String(required=True, validate=validate.OneOf(REASONS), metadata={"example": "spam"})
    words = fields.Text(REPORT, blank=True, load_default="")
