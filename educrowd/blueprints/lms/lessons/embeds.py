"""Lessons that show another site's page: nothing is loaded from there before the learner asks for it."""

from __future__ import annotations

from typing import Any

from flask import request
from marshmallow import ValidationError
from wtforms import URLField
from wtforms.validators import Length, Optional

from educrowd.core.api import Schema, fields, validate
from educrowd.core.embedding import NAMES, frame_of
from educrowd.core.forms import Form
from educrowd.core.security import allow_frames_of

from . import kinds
from .kinds import Kind

LONGEST = 500
NOT_OURS = f"Only addresses of {NAMES} can be shown, as https://…"


def _known(url: str) -> None:
    if url and frame_of(url) is None:
        raise ValidationError(NOT_OURS)


class EmbedSettings(Schema):
    url = fields.String(
        load_default="",
        validate=[validate.Length(max=LONGEST), _known],
        metadata={"description": f"An address of {NAMES}.", "example": "https://vimeo.com/76979871"},
    )


class EmbedForm(Form):
    url: Any = URLField(
        "Address",
        [Optional(), Length(max=LONGEST)],
        description=f"As you copy it from {NAMES}. It is loaded only when a learner asks for it.",
        render_kw={"placeholder": "https://", "autocomplete": "off"},
    )


def _shows(lesson: Any, _enrollment: Any) -> dict[str, Any]:
    frame = frame_of(lesson.settings.get("url", ""))
    is_wanted = "load" in request.args
    if frame and is_wanted:
        allow_frames_of(frame.origin)
    return {"frame": frame, "is_wanted": frame and is_wanted}


EMBED = kinds.register(Kind("embed", "Embed", "external", EmbedSettings, EmbedForm, shows=_shows))
