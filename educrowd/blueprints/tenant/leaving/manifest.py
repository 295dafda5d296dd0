"""What stands at the head of a site's file: format, versions, and a digest of everything inside."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from marshmallow import EXCLUDE, ValidationError

from educrowd.core import migrating
from educrowd.core.api import Schema, fields, validate
from educrowd.core.errors import Invalid

NAME = "manifest.json"
FORMAT = "educrowd-site"
VERSION = 1
NOT_OURS = "This is no file of a whole site, or it is damaged."


class TableSchema(Schema):
    name = fields.String(required=True, validate=validate.Regexp(r"^[a-z][a-z0-9_]{0,62}\Z"))
    columns = fields.List(fields.String(), required=True)
    rows = fields.Integer(required=True, strict=True)


class FileSchema(Schema):
    size = fields.Integer(required=True, strict=True, validate=validate.Range(0))
    sha256 = fields.String(required=True, validate=validate.Regexp(r"^[0-9a-f]{64}\Z"))


class ManifestSchema(Schema):
    class Meta:
        unknown = EXCLUDE

    format = fields.String(required=True)
    version = fields.Integer(required=True, strict=True)
    schema = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    tables = fields.List(fields.Nested(TableSchema), required=True)
    files = fields.Dict(keys=fields.String(), values=fields.Nested(FileSchema), required=True)


@cache
def versions() -> dict[str, str]:
    """The newest revision of each tree of migrations: what this EduCrowd's tables look like."""
    from alembic.script import ScriptDirectory

    shared = ScriptDirectory(str(Path(migrating.MIGRATIONS) / "shared")).get_current_head()
    return {"shared": str(shared), "tenant": migrating.head()}


def checked(value: Any) -> dict[str, Any]:
    """The manifest, if this version can read what it describes; Invalid says why not."""
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise Invalid("file", NOT_OURS)
    if value.get("version") != VERSION:
        raise Invalid("file", f"The file is in version {value.get('version')!s:.20} of its format; {VERSION} is known.")
    try:
        manifest: dict[str, Any] = ManifestSchema().load(value)  # pyright: ignore[reportAssignmentType]
    except ValidationError:
        raise Invalid("file", NOT_OURS) from None
    if any(manifest["schema"].get(tree, "9999") > ours for tree, ours in versions().items()):
        raise Invalid("file", "The file was made by a newer EduCrowd than this one. Update this one first.")
    return manifest
