"""Lessons that start a tool elsewhere."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError
from wtforms import SelectField, URLField
from wtforms.validators import Length, Optional

from educrowd.core.addresses import parts_of
from educrowd.core.api import Schema, fields, validate
from educrowd.core.db import db
from educrowd.core.forms import Form

from ..lessons import kinds
from ..lessons.kinds import Kind
from ..models import LtiResult, LtiTool

LONGEST = 1_000


def _known(uid: str) -> None:
    if uid and LtiTool.called(uid) is None:
        raise ValidationError("This site has no such tool.")


def _web(url: str) -> None:
    if url and not is_web(url):
        raise ValidationError("Write an address that begins with https://.")


def is_web(url: str) -> bool:
    """Whether a browser may be sent there."""
    parts = parts_of(url)
    return parts.scheme in ("https", "http") and bool(parts.netloc) and url.isprintable() and " " not in url


class LtiSettings(Schema):
    tool = fields.String(
        load_default="",
        validate=[validate.Length(max=40), _known],
        metadata={"description": "The `uid` of a tool of the site."},
    )
    url = fields.String(
        load_default="",
        validate=[validate.Length(max=LONGEST), _web],
        metadata={"description": "What is opened there; empty: what the tool begins with."},
    )


class LtiForm(Form):
    tool: Any = SelectField("Tool", description="Those who run the site add tools under Courses → Tools.")
    url: Any = URLField(
        "What is opened there",
        [Optional(), Length(max=LONGEST)],
        description="Empty: what the tool begins with.",
        render_kw={"placeholder": "https://", "autocomplete": "off"},
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        tools = db.session.scalars(LtiTool.all_of_them())
        self.tool.choices = {"": "Choose…"} | {tool.uid: tool.title for tool in tools}


def _shows(lesson: Any, enrollment: Any) -> dict[str, Any]:
    return {"tool": LtiTool.called(lesson.settings.get("tool", "")), "result": _result(enrollment, lesson)}


def _result(enrollment: Any, lesson: Any) -> LtiResult | None:
    if enrollment is None:
        return None
    return db.session.query(LtiResult).filter_by(enrollment_id=enrollment.id, lesson_uid=lesson.uid).one_or_none()


LTI = kinds.register(
    Kind("lti", "Tool elsewhere", "external", LtiSettings, LtiForm, completed=kinds.SUBMITTED, shows=_shows)
)
