"""Imports into a course, as the API reads and shows them."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as NotBase64
from io import BytesIO
from typing import Any

from educrowd.core.api import Schema, fields, validate
from educrowd.core.errors import Invalid
from educrowd.core.imports.schemas import ImportOut

from ..exchange.formats import FORMATS, LARGEST
from ..limits import TITLE


class QuestionImportIn(Schema):
    name = fields.Text(TITLE, required=True, metadata={"example": "stars.gift.txt"})
    format = fields.String(
        validate=validate.OneOf(FORMATS), metadata={"description": "Left out: as the content looks."}
    )
    content = fields.String(
        required=True,
        validate=validate.Length(min=1, max=LARGEST * 4 // 3 + 4),
        metadata={"description": "In Base64.", "format": "byte", "example": "MSArIDEgPSAyIHtUfQ=="},
    )


class QuestionImportOut(ImportOut):
    course_id = fields.Id(attribute="about_id")


class ExportRowOut(Schema):
    name = fields.String()
    kind = fields.String()
    outcome = fields.String(validate=validate.OneOf(("changed", "left_out")))
    notes = fields.List(fields.String(), metadata={"description": "What the format has no place for."})


class QuestionExportOut(Schema):
    format = fields.String(metadata={"example": "gift"})
    name = fields.String(metadata={"example": "reading-the-night-sky.gift.txt"})
    media_type = fields.String()
    count = fields.Integer(metadata={"description": "How many questions are in the file."})
    content = fields.String(metadata={"description": "In Base64.", "format": "byte"})
    report = fields.List(fields.Nested(ExportRowOut))


class CourseImportIn(Schema):
    name = fields.Text(TITLE, required=True, metadata={"example": "night-sky.course.zip"})
    content = fields.String(
        required=True,
        validate=validate.Length(min=1, max=LARGEST * 4 // 3 + 4),
        metadata={
            "description": "An archive of at most 10 MB, in Base64. The studio takes larger ones.",
            "format": "byte",
            "example": "UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==",
        },
    )


class CourseImportOut(ImportOut):
    course_id = fields.Id(attribute="about_id", allow_none=True, metadata={"description": "Null before it is done."})


class CourseExportOut(Schema):
    name = fields.String(metadata={"example": "night-sky.course.zip"})
    size_bytes = fields.Integer()
    content = fields.String(metadata={"description": "In Base64.", "format": "byte"})


class CartridgeOut(CourseExportOut):
    report = fields.List(fields.Nested(ExportRowOut), metadata={"description": "What it leaves out or changes."})


def file_of(body: dict[str, Any]) -> dict[str, Any]:
    """Name, stream and format; Invalid where the content is no Base64."""
    try:
        data = b64decode(body["content"], validate=True)
    except (NotBase64, ValueError):
        raise Invalid("content", "Send the file in Base64.") from None
    return {"name": body["name"], "stream": BytesIO(data), "format": body.get("format")}
