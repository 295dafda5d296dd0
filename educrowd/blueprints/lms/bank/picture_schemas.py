"""Pictures of questions and lessons, as the API reads and shows them."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as NotBase64
from typing import Any

from educrowd.core.api import Resource, Schema, fields, validate
from educrowd.core.errors import Invalid
from educrowd.core.stills import LARGEST


class QuestionPictureIn(Schema):
    content = fields.String(
        required=True,
        validate=validate.Length(min=1, max=LARGEST * 4 // 3 + 4),
        metadata={"description": "JPEG, PNG, WebP, AVIF or GIF, in Base64.", "format": "byte", "example": "iVBORw0K"},
    )


class QuestionPictureOut(Resource):
    course_id = fields.Id()
    digest = fields.String(metadata={"example": "0f343b0931126a20f133d67c2b018a3b"})
    name = fields.String(
        metadata={
            "description": "As texts of questions and lessons name it.",
            "example": "pictures/0f343b0931126a20f133d67c2b018a3b.webp",
        }
    )
    width = fields.Integer()
    height = fields.Integer()
    size_bytes = fields.Integer()


class PictureOut(Schema):
    """One that a text shows to whoever reads it."""

    name = fields.String(metadata={"description": "As the texts beside it name it: `![what it shows](name)`."})
    url = fields.String(
        metadata={"description": "Where its bytes are.", "example": "/api/v1/lms/attempts/7/pictures/…/"}
    )


def bytes_in(body: dict[str, Any]) -> bytes:
    """What was sent; Invalid where it is no Base64."""
    try:
        return b64decode(body["content"], validate=True)
    except (NotBase64, ValueError):
        raise Invalid("content", "Send the picture in Base64.") from None
