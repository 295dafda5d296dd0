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
from ..models import Lesson, PublishedLesson, ScormPackage, ScormRun
from .links import player_url
from .running import state_of


def find_package(public_id: str) -> ScormPackage | None:
    return db.session.scalars(ScormPackage.called(public_id)).one_or_none() if public_id else None


def package_of(lesson: Lesson | PublishedLesson) -> ScormPackage | None:
    """The package that a lesson plays, if one of its own course was chosen."""
    package = find_package(lesson.settings.get("package", "")) if lesson.kind == "scorm" else None
    return package if package and package.course_id == lesson.section.course_id else None


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
    package = package_of(lesson)
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
    return {"package": package_of(lesson)}


@allowances.counts("storage_mb")
def packages_size() -> int:
    return int(db.session.scalar(select(func.sum(ScormPackage.size_bytes))) or 0)


SCORM = kinds.register(
    Kind("scorm", "SCORM package", "play", ScormSettings, completed=kinds.SCORED, shows=_shows, edits=_edits)
)
