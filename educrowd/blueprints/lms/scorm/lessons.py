"""Lessons that play a SCORM package."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError
from sqlalchemy import func, select

from educrowd.core import allowances, content_hosts
from educrowd.core.api import Schema, fields, validate
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.security import allow_frames_of

from ..lessons import kinds
from ..lessons.kinds import Kind
from ..models import ScormPackage, ScormRun
from .links import player_url
from .running import state_of


def find_package(public_id: str) -> ScormPackage | None:
    """The package that a lesson plays, if one was chosen."""
    return db.session.scalars(ScormPackage.called(public_id)).one_or_none() if public_id else None


def _known(public_id: str) -> None:
    if public_id and find_package(public_id) is None:
        raise ValidationError("No package of this site is called so: upload one first.")


class ScormSettings(Schema):
    package = fields.String(
        load_default="",
        validate=[validate.Length(max=40), _known],
        metadata={"description": "The `public_id` of an uploaded package."},
    )


def _shows(lesson: Any, enrollment: Any) -> dict[str, Any]:
    package = find_package(lesson.settings.get("package", ""))
    if package is None:
        return {"package": None}
    run = ScormRun.of(enrollment, lesson.uid) if enrollment else None
    allow_frames_of(content_hosts.origin())
    return {
        "package": package,
        "player": player_url(package.public_id),
        "content_origin": content_hosts.origin(),
        "run": run,
        "state": state_of(run, package, current.user),
    }


def _edits(lesson: Any) -> dict[str, Any]:
    return {"package": find_package(lesson.settings.get("package", ""))}


@allowances.counts("storage_mb")
def packages_size() -> int:
    return int(db.session.scalar(select(func.sum(ScormPackage.size_bytes))) or 0)


SCORM = kinds.register(
    Kind("scorm", "SCORM package", "play", ScormSettings, completed=kinds.SCORED, shows=_shows, edits=_edits)
)
