"""Lessons that are films of the course's own, with captions, a poster, and the place where one left off."""

from __future__ import annotations

from typing import Any

from babel import Locale, UnknownLocaleError

from educrowd.core.api import Schema, fields, validate

from . import kinds
from .filing import PURPOSES, files_of
from .handouts import PUBLIC_ID
from .kinds import Kind
from .watching import position_of

LANGUAGE = validate.Regexp(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}\Z", error="Write a language as “en” or “pt-BR”.")


OR_NONE = validate.Regexp(r"^([0-9a-f]{20})?\Z", error="No file has this id.")


class CaptionSettings(Schema):
    language = fields.String(required=True, validate=LANGUAGE, metadata={"example": "en"})
    file = fields.String(required=True, validate=PUBLIC_ID)


class VideoSettings(Schema):
    video = fields.String(load_default="", validate=OR_NONE)
    poster = fields.String(load_default="", validate=OR_NONE)
    captions = fields.List(fields.Nested(CaptionSettings), load_default=list, validate=validate.Length(max=20))


def _parts(lesson: Any) -> dict[str, Any]:
    settings, known = lesson.settings, files_of(lesson.course.id, lesson.settings)
    named = [(each["language"], known.get(each["file"])) for each in settings.get("captions", [])]
    captions = [(language, _label(language), file) for language, file in named if file]
    return {
        "video": known.get(settings.get("video")),
        "poster": known.get(settings.get("poster")),
        "captions": captions,
    }


def _label(language: str) -> str:
    """The language in its own words."""
    try:
        return Locale.parse(language, sep="-").get_display_name() or language
    except (UnknownLocaleError, ValueError):
        return language


def _shows(lesson: Any, enrollment: Any) -> dict[str, Any]:
    return {**_parts(lesson), "position": position_of(enrollment, lesson)}


def _edits(lesson: Any) -> dict[str, Any]:
    return {**_parts(lesson), "purposes": {name: PURPOSES[name] for name in ("video", "poster", "captions")}}


VIDEO = kinds.register(
    Kind("video", "Video", "play", VideoSettings, completed=kinds.WATCHED, shows=_shows, edits=_edits)
)
