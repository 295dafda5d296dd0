"""Editions of a course as the API reads and shows them."""

from __future__ import annotations

from educrowd.core.api import Resource, Schema, fields, validate

from ..limits import NOTE

WHATS = ("added", "removed", "changed", "moved", "reordered")


class EditionIn(Schema):
    note = fields.Text(NOTE, blank=True, load_default="", metadata={"description": "Why; for the course's makers."})


class EditionOut(Resource):
    course_id = fields.Id()
    number = fields.Integer(metadata={"example": 3})
    note = fields.String()
    published_by_id = fields.Integer(allow_none=True)


class DraftChangeOut(Schema):
    what = fields.String(validate=validate.OneOf(WHATS))
    of = fields.String(validate=validate.OneOf(("lesson", "section", "course")))
    title = fields.String()
    uid = fields.String()
    parts = fields.List(fields.String(), metadata={"description": "What has changed of it.", "example": ["text"]})


class ImpactOut(Schema):
    """What publishing would change; nothing where learners read the draft as it is."""

    changes = fields.List(fields.Nested(DraftChangeOut))
    learners = fields.Integer(metadata={"description": "Who is in the course now."})
    rising = fields.Integer(metadata={"description": "Whose percent would rise."})
    falling = fields.Integer(metadata={"description": "Whose percent would fall."})
    finishing = fields.Integer(metadata={"description": "Who would have finished by it."})
    finished = fields.Integer(metadata={"description": "Who has finished, and stays so."})
