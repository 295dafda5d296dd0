"""Sites that come in, as the API reads and shows them."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as NotBase64
from io import BytesIO
from typing import Any

from educrowd.blueprints.tenant.models.site_arrival import STATES
from educrowd.core.api import PageQuery, Schema, fields, validate
from educrowd.core.errors import Invalid

# What fits into one request; larger files are brought on the page, or by `flask tenant import`.
LONGEST = 14_000_000
STATE = (
    "looking: a worker finds out what would come of it. ready: read the report, then post to completion/. "
    "asked: an operator of the platform is to agree. working: a worker makes the site. done: it is there. "
    "failed and declined: problem says why. canceled, expired: nothing more will happen."
)


class ArrivalQuery(PageQuery):
    state = fields.String(validate=validate.OneOf(STATES))


class ArrivalIn(Schema):
    file_name = fields.Text(120, load_default="site.zip")
    content = fields.String(
        required=True,
        validate=validate.Length(min=1, max=LONGEST),
        metadata={"description": "The file, in Base64.", "format": "byte", "example": "UEsFBgAAAAAAAAAA"},
    )


class NewSiteIn(Schema):
    name = fields.Text(120, required=True, metadata={"example": "Northgate"})
    slug = fields.Text(40, load_default="", metadata={"description": "Made of the name where it is empty."})


class CompletionIn(NewSiteIn):
    owner_email = fields.Email(
        load_default="", metadata={"description": "Whom an operator invites as its owner; for others it is themselves."}
    )


class DeclineIn(Schema):
    reason = fields.Text(500, required=True)


class ReportRowOut(Schema):
    name = fields.String()
    count = fields.Integer()
    note = fields.String(
        metadata={
            "description": "How it comes in, where not as it is; why it stays out, if not with another that does."
        }
    )


class ReportOut(Schema):
    name = fields.String()
    exported_from = fields.String()
    exported_at = fields.String()
    people_count = fields.Integer()
    roles = fields.Dict(keys=fields.String(), values=fields.Integer())
    files_count = fields.Integer()
    files_bytes = fields.Integer()
    makes = fields.List(fields.Nested(ReportRowOut))
    left_out = fields.List(fields.Nested(ReportRowOut))


class ArrivalOut(Schema):
    id = fields.Id(dump_only=True, metadata={"example": 12})
    uid = fields.String(metadata={"example": "k3f9x2mp7q"})
    source_id = fields.Id(allow_none=True, metadata={"description": "The site that it is a copy of."})
    with_members = fields.Boolean()
    file_name = fields.String()
    size_bytes = fields.Integer()
    name = fields.String()
    slug = fields.String()
    state = fields.String(validate=validate.OneOf(STATES), metadata={"description": STATE})
    problem = fields.String()
    done_count = fields.Integer(metadata={"description": "Tables and files that are done with."})
    total_count = fields.Integer(allow_none=True, metadata={"description": "Of how many; null: not known yet."})
    report = fields.Nested(ReportOut)
    site_id = fields.Id(allow_none=True, metadata={"description": "The site that it became."})
    created_at = fields.Utc()
    updated_at = fields.Utc()
    done_at = fields.Utc(allow_none=True)


def stream_of(content: str) -> BytesIO:
    """The bytes; Invalid where they are not Base64."""
    try:
        return BytesIO(b64decode(content, validate=True))
    except (NotBase64, ValueError):
        raise Invalid("content", "This is not Base64.") from None


def copy_of(body: dict[str, Any], *, is_operator: bool) -> dict[str, Any]:
    """What a copy is asked with: members, and an owner, are an operator's to give."""
    if not is_operator and (body["with_members"] or body["owner_email"]):
        raise Invalid("with_members", "Members come along where an operator of the platform copies a site.")
    return body


class CopyIn(CompletionIn):
    with_members = fields.Boolean(load_default=False, metadata={"description": "For operators."})
