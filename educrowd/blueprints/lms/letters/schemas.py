"""Announcements as the API reads and shows them."""

from __future__ import annotations

from educrowd.core.api import Resource, Schema, fields, validate

from ..limits import LETTER, LONGEST_ABSENCE, TITLE
from ..models.announcement import COHORT
from .learner_states import STATES
from .topics import TOPICS


class AnnouncementIn(Schema):
    subject = fields.Text(TITLE, required=True, metadata={"example": "Clear sky on Friday"})
    body = fields.Text(LETTER, required=True, metadata={"description": "Plain text."})
    state = fields.String(load_default="everyone", validate=validate.OneOf(list(STATES)))
    days = fields.Integer(strict=True, load_default=7, validate=validate.Range(1, LONGEST_ABSENCE))
    cohort_id = fields.Id(load_default=None, allow_none=True, metadata={"description": "Only those of this cohort."})
    lesson_uid = fields.String(
        load_default=None,
        allow_none=True,
        metadata={"description": "For `stuck`: at which lesson; for `missing`: which assignment or quiz."},
    )


class LetterTopicOut(Schema):
    name = fields.String(metadata={"example": "lms:grades"})
    title = fields.String(metadata={"example": "Grades"})
    words = fields.String(metadata={"description": "What these letters are about."})
    is_wanted = fields.Boolean()


class LetterTopicsOut(Schema):
    topics = fields.List(fields.Nested(LetterTopicOut))


class LetterTopicsIn(Schema):
    wanted = fields.List(
        fields.String(validate=validate.OneOf([topic.name for topic in TOPICS])),
        required=True,
        validate=validate.Length(max=len(TOPICS)),
        metadata={"description": "Names of topics; letters of all others end.", "example": ["lms:grades"]},
    )


class CourseLettersOut(Schema):
    waiting = fields.Integer(dump_default=0)
    sent = fields.Integer(dump_default=0)
    delivered = fields.Integer(dump_default=0)
    bounced = fields.Integer(dump_default=0)
    left = fields.Integer(dump_default=0, metadata={"description": "Not wanted any more before it was sent."})


class AnnouncementOut(Resource):
    course_id = fields.Id()
    author_name = fields.String(attribute="author.name")
    subject = fields.String()
    body = fields.String()


class SentAnnouncementOut(AnnouncementOut):
    audience = fields.String(validate=validate.OneOf([*STATES, COHORT]), metadata={"description": "The `state`."})
    audience_words = fields.String()
    letters = fields.Nested(CourseLettersOut)
