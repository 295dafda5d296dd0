"""Files of a course and places in films, as the API reads and shows them."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as NotBase64
from io import BytesIO
from typing import Any

from educrowd.core.api import Resource, Schema, fields, validate
from educrowd.core.errors import Invalid

from ..limits import TITLE
from .filing import PURPOSES

# What fits into one request; larger films are uploaded in the studio.
LONGEST = 14_000_000
FOR_BROWSERS = "Where a browser that is signed in loads it; programs ask for its public id below files/."


class CourseFileIn(Schema):
    purpose = fields.String(load_default="file", validate=validate.OneOf(PURPOSES))
    name = fields.Text(TITLE, required=True, metadata={"example": "star-map.pdf"})
    content = fields.String(
        required=True,
        validate=validate.Length(min=1, max=LONGEST),
        metadata={"description": "In Base64.", "format": "byte", "example": "JVBERi0xLjcKJSBhIG1hcAo="},
    )


class CourseFileOut(Resource):
    course_id = fields.Id()
    public_id = fields.String(metadata={"description": "By which settings of lessons name it."})
    name = fields.String()
    media_type = fields.String()
    size_bytes = fields.Integer()


class LessonFileOut(Schema):
    public_id = fields.String()
    name = fields.String()
    media_type = fields.String()
    size_bytes = fields.Integer()
    url = fields.String(metadata={"description": FOR_BROWSERS})


class PositionIn(Schema):
    seconds = fields.Integer(strict=True, required=True, validate=validate.Range(0, 1_000_000))
    watched_percent = fields.Integer(strict=True, required=True, validate=validate.Range(0, 100))


class PositionOut(Schema):
    lesson_uid = fields.String()
    seconds = fields.Integer()
    watched_percent = fields.Integer(metadata={"description": "The most so far; 90 completes the lesson."})


def stream_of(body: dict[str, str]) -> dict[str, Any]:
    """Name and bytes; raises Invalid where the content is no Base64."""
    try:
        return {"name": body["name"], "stream": BytesIO(b64decode(body["content"], validate=True))}
    except (NotBase64, ValueError):
        raise Invalid("content", "Send the file in Base64.") from None
