"""Lessons that hand out files."""

from __future__ import annotations

from typing import Any

from educrowd.core.api import Schema, fields, validate

from . import kinds
from .filing import MOST, PURPOSES, files_of, named_in
from .kinds import Kind

PUBLIC_ID = validate.Regexp(r"^[0-9a-f]{20}\Z", error="No file has this id.")


class FileSettings(Schema):
    files = fields.List(
        fields.String(validate=PUBLIC_ID),
        load_default=list,
        validate=validate.Length(max=MOST),
        metadata={"description": "Public ids of files of the course, in their order."},
    )


def _files(lesson: Any, _enrollment: Any = None) -> dict[str, Any]:
    """What a lesson hands out, in its order."""
    known = files_of(lesson.course.id, lesson.settings)
    return {"files": [known[id] for id in named_in(lesson.settings) if id in known]}


def _edits(lesson: Any) -> dict[str, Any]:
    return {**_files(lesson), "purposes": {"file": PURPOSES["file"]}}


FILE = kinds.register(Kind("file", "File", "file", FileSettings, shows=_files, edits=_edits))
