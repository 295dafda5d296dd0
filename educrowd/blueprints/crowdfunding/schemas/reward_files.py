"""Files of rewards as the API reads and shows them."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as NotBase64
from typing import Any

from educrowd.core.api import Resource, Schema, fields, validate
from educrowd.core.documents import LARGEST, WORDS
from educrowd.core.errors import Invalid

from ..limits import TITLE


class RewardFileIn(Schema):
    name = fields.Text(TITLE, required=True, metadata={"example": "field-guide.pdf"})
    content = fields.String(
        required=True,
        validate=validate.Length(min=1, max=LARGEST * 4 // 3 + 4),
        metadata={
            "description": f"{WORDS}, at most 10 MB, in Base64.",
            "format": "byte",
            "example": "JVBERi0xLjcKJSBhIGZpZWxkIGd1aWRlCg==",
        },
    )


class RewardFileOut(Resource):
    reward_id = fields.Id()
    name = fields.String()
    media_type = fields.String()
    size_bytes = fields.Integer()


class BackerFileOut(RewardFileOut):
    url = fields.String(metadata={"description": "Where it is loaded, without a log-in."})


class ToldOut(Schema):
    told = fields.Integer(metadata={"description": "How many backers get a letter."})


def file_of(body: dict[str, str]) -> dict[str, Any]:
    """Name and bytes; raises Invalid where the content is no Base64."""
    try:
        return {"name": body["name"], "data": b64decode(body["content"], validate=True)}
    except (NotBase64, ValueError):
        raise Invalid("content", "Send the file in Base64.") from None
