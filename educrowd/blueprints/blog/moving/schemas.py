"""Imports of blogs, as the API reads and shows them."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as NotBase64
from io import BytesIO
from typing import BinaryIO

from educrowd.core.api import Schema, fields, validate
from educrowd.core.current import current
from educrowd.core.errors import Invalid

from ..limits import TITLE
from .elsewhere import elsewhere

LARGEST = 10 * 1024 * 1024


class BlogImportIn(Schema):
    name = fields.Text(TITLE, required=True, metadata={"example": "ink-and-paper.WordPress.2026-05-01.xml"})
    content = fields.String(
        required=True,
        validate=validate.Length(min=1, max=LARGEST * 4 // 3 + 4),
        metadata={
            "description": "What the other system exported, at most 10 MB, in Base64. The studio takes larger ones.",
            "format": "byte",
            "example": "PHJzcz48L3Jzcz4=",
        },
    )


class MovedAddressOut(Schema):
    old = fields.String(
        attribute="address",
        metadata={"description": "Where it stood.", "example": "https://ink.example/2019/05/paper/"},
    )
    new = fields.Function(lambda item: current.tenant.origin + item.post.path, metadata={"type": "string"})
    title = fields.Function(lambda item: item.post.title, metadata={"type": "string"})
    pictures_elsewhere = fields.Function(
        lambda item: elsewhere(item.post.body_markdown),
        metadata={
            "type": "array",
            "items": {"type": "string"},
            "description": "Where the pictures are that its text shows and this site does not keep.",
        },
    )


def stream_of(content: str) -> BinaryIO:
    """The file; Invalid where the content is no Base64."""
    try:
        return BytesIO(b64decode(content, validate=True))
    except (NotBase64, ValueError):
        raise Invalid("content", "Send the file in Base64.") from None
