"""Pictures as JSON."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as NotBase64
from io import BytesIO
from typing import Any

from educrowd.core import files
from educrowd.core.api import PageQuery, Resource, Schema, fields, validate
from educrowd.core.current import current
from educrowd.core.db import ask_once
from educrowd.core.errors import Invalid
from educrowd.core.images import MAX_BYTES

from ..limits import ALT, TITLE
from ..models import Media
from ..schemas import Author
from .uses import all_uses, uses_of

SHOWS = {"description": "What it shows, for people who can't see it.", "example": "A jar of black ink"}
DECORATES = {"description": "It only decorates, and `alt` is empty."}


class MediaUpdate(Schema):
    alt = fields.Text(ALT, blank=True, metadata=SHOWS)
    decorative = fields.Boolean(metadata=DECORATES)


class MediaIn(Schema):
    name = fields.Text(TITLE, required=True, metadata={"example": "jar.jpg"})
    content = fields.String(
        required=True,
        validate=validate.Length(min=1, max=MAX_BYTES * 4 // 3 + 4),
        metadata={
            "description": "JPEG, PNG, WebP, AVIF or GIF, at most 10 MB, in Base64.",
            "format": "byte",
            "example": "iVBORw0K",
        },
    )
    alt = fields.Text(ALT, blank=True, load_default="", metadata=SHOWS)
    decorative = fields.Boolean(load_default=False, metadata=DECORATES)


class RenditionOut(Schema):
    width = fields.Integer()
    url = fields.String()


class MediaUseOut(Schema):
    kind = fields.String(metadata={"example": "Post"})
    title = fields.String(metadata={"description": "Empty: a text of somebody else, which one may not see."})
    url = fields.String(
        metadata={"description": "Where it is changed; empty for who may not.", "example": "/studio/posts/7/edit"}
    )


class MediaOut(Resource):
    tenant_id = fields.TenantId()
    name = fields.String()
    alt = fields.String(metadata=SHOWS)
    decorative = fields.Boolean(metadata=DECORATES)
    width = fields.Integer()
    height = fields.Integer()
    size_bytes = fields.Integer(metadata={"description": "All its widths together."})
    url = fields.Function(lambda picture: current.tenant.origin + picture.url, metadata={"type": "string"})
    markdown = fields.String(metadata={"description": "What shows it in a text.", "example": "![A jar](/files/….webp)"})
    renditions = fields.Function(
        lambda picture: [
            {"width": width, "url": current.tenant.origin + files.image_url(picture.public_id, width)}
            for width in picture.widths
        ],
        metadata={"type": "array", "items": {"type": "object"}},
    )
    author = fields.Function(lambda picture: Author().dump(picture), metadata={"type": "object"})
    mailed_at = fields.Utc(
        allow_none=True, metadata={"description": "Since when it stands in letters that were sent; null: in none."}
    )
    uses = fields.Method(
        "get_uses",
        metadata={
            "type": "array",
            "items": {"type": "object"},
            "description": "Published and scheduled texts and drafts that show it; former versions are no use.",
        },
    )

    def get_uses(self, picture: Media) -> list[dict[str, Any]]:
        """All pictures' places are looked for once where a page of them is shown."""
        uses = ask_once(all_uses) if self.many else uses_of([picture])
        return MediaUseOut(many=True).dump(uses[picture.public_id])  # pyright: ignore[reportReturnType]


class MediaQuery(PageQuery):
    sort = fields.Sort("created_at", "name", "size_bytes", default="-created_at")
    q = fields.String(validate=validate.Length(max=200), metadata={"description": "Words of its name or `alt`."})
    unused = fields.Boolean(metadata={"description": "True: only what nothing shows and no letter took along."})


class MediaDeletionQuery(Schema):
    even_from_letters = fields.Boolean(
        load_default=False, metadata={"description": "Delete it although letters that were sent show it."}
    )


def stream_of(body: dict[str, Any]) -> BytesIO:
    """What was sent; Invalid where it is no Base64."""
    try:
        return BytesIO(b64decode(body["content"], validate=True))
    except (NotBase64, ValueError):
        raise Invalid("content", "Send the picture in Base64.") from None
