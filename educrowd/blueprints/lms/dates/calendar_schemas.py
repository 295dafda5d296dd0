"""Due dates and the calendar, as the API reads and shows them."""

from __future__ import annotations

from educrowd.core.api import Schema, fields, validate

from .due_dates import CLOSES, DUE, OPENS, REVIEW


class DueDateOut(Schema):
    course_id = fields.Integer(attribute="course.id")
    enrollment_id = fields.Integer(attribute="enrollment.id")
    lesson_id = fields.Integer(attribute="lesson.lesson_id")
    lesson_uid = fields.String(attribute="lesson.uid")
    title = fields.String(attribute="lesson.title")
    kind = fields.String(validate=validate.OneOf((OPENS, DUE, CLOSES, REVIEW)))
    at = fields.Utc(attribute="moment")
    is_done = fields.Boolean()


class CalendarIn(Schema):
    remind_days = fields.Integer(strict=True, required=True, validate=validate.Range(1, 14))


class CalendarOut(Schema):
    feed_url = fields.String(metadata={"description": "Secret; empty where there is none."})
    remind_days = fields.Integer()
