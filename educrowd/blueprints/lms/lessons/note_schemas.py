"""Notes and findings as the API reads and shows them."""

from __future__ import annotations

from educrowd.core.api import PageQuery, Resource, Schema, fields, validate

from ..limits import NOTES
from .searching import LONGEST


class SearchQuery(PageQuery):
    q = fields.String(required=True, validate=validate.Length(1, LONGEST))


class FindingOut(Schema):
    lesson_id = fields.Integer(attribute="lesson.lesson_id")
    uid = fields.String(attribute="lesson.uid")
    title = fields.String(attribute="lesson.title")
    excerpt = fields.String(attribute="text", metadata={"description": "The words around what was found."})


class NoteIn(Schema):
    text = fields.Text(NOTES, required=True, metadata={"example": "Ask Ines about the second star."})


class NoteOut(Resource):
    enrollment_id = fields.Id()
    lesson_uid = fields.String()
    lesson_title = fields.String()
    text = fields.String()
