"""Updates as the API reads and shows them."""

from __future__ import annotations

from educrowd.core.api import Resource, Schema, fields, validate
from educrowd.core.updates import AUDIENCES

from ..limits import STORY, TITLE


class UpdateIn(Schema):
    title = fields.Text(TITLE, required=True, metadata={"example": "The glass has arrived"})
    body_markdown = fields.Text(STORY, required=True, metadata={"description": "Markdown."})
    audience = fields.String(
        load_default="everyone",
        validate=validate.OneOf(AUDIENCES),
        metadata={"description": "`entitled`: for backers alone."},
    )
    status = fields.String(load_default="published", validate=validate.OneOf(("draft", "published")))


class UpdateOut(Resource):
    title = fields.String()
    summary = fields.String(metadata={"description": "Of one for backers alone, what its author says for everybody."})
    audience = fields.String(validate=validate.OneOf(AUDIENCES))
    readers = fields.String(metadata={"description": "Whom it is for, in a word."})
    status = fields.String()
    author_name = fields.String()
    published_at = fields.Utc(allow_none=True)
    url = fields.String()
    letters = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(),
        metadata={"description": "Mails by state, for those who run the project: waiting, sent, delivered, bounced."},
    )
