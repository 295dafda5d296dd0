"""Rubrics and the grading queue, as the API reads and shows them."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from educrowd.core.api import Resource, Schema, fields, validate

from ..grading.folding import plain
from ..grading.queue import shown
from ..grading.schemas import Points
from ..limits import NEWEST, REASON, TITLE
from ..models.uid import new_uid
from .rubrics import MOST_CRITERIA, MOST_LEVELS, MOST_POINTS


class LevelIn(Schema):
    points = Points(most=MOST_POINTS, required=True, metadata={"example": 3})
    title = fields.Text(100, required=True, metadata={"example": "Clear"})
    description = fields.Text(500, blank=True, load_default="")

    @ma.post_load
    def store(self, level: dict[str, Any], **_: Any) -> dict[str, str]:
        return {**level, "points": plain(round(level["points"], 2))}


class CriterionIn(Schema):
    id = fields.Text(40, load_default=new_uid, metadata={"description": "Left out: made anew."})
    title = fields.Text(TITLE, required=True, metadata={"example": "Stars"})
    description = fields.Text(REASON, blank=True, load_default="")
    levels = fields.List(fields.Nested(LevelIn), required=True, validate=validate.Length(2, MOST_LEVELS))

    @ma.validates_schema
    def is_worth_something(self, criterion: dict[str, Any], **_: Any) -> None:
        if all(level["points"] == "0" for level in criterion.get("levels", ())):
            raise ma.ValidationError("One of the levels is worth something.", "levels")


def _told_apart(criteria: list[dict[str, Any]]) -> None:
    if len({criterion["id"] for criterion in criteria}) < len(criteria):
        raise ma.ValidationError("Two criteria have the same id.")


def _criteria(**options: Any) -> Any:
    return fields.List(fields.Nested(CriterionIn), validate=[validate.Length(1, MOST_CRITERIA), _told_apart], **options)


class RubricIn(Schema):
    title = fields.Text(TITLE, required=True, metadata={"example": "Sketches"})
    criteria = _criteria(required=True)


class RubricChanges(Schema):
    """What is given is replaced: a criterion is whole, as it is where a rubric is made."""

    title = fields.Text(TITLE, metadata={"example": "Sketches"})
    criteria = _criteria()
    version = fields.Integer(strict=True, validate=validate.Range(1, NEWEST))


class LevelOut(Schema):
    points = fields.Float()
    title = fields.String()
    description = fields.String()


class CriterionOut(Schema):
    id = fields.String()
    title = fields.String()
    description = fields.String()
    levels = fields.List(fields.Nested(LevelOut))


class RubricOut(Resource):
    uid = fields.String(metadata={"description": "By which settings of assignments name it."})
    title = fields.String()
    author_id = fields.Integer(allow_none=True)
    version = fields.Integer()
    criteria = fields.List(fields.Nested(CriterionOut))


class WaitingOut(Schema):
    """A piece that waits to be graded."""

    source = fields.String(metadata={"example": "assignment"})
    id = fields.Id(metadata={"example": 12})
    course_id = fields.Integer(attribute="course.id")
    enrollment_id = fields.Integer(attribute="enrollment.id")
    user_id = fields.Integer(attribute="enrollment.user_id")
    lesson_uid = fields.String()
    title = fields.String()
    waiting_since = fields.Utc(attribute="since")
    claimed_by_id = fields.Integer(allow_none=True)
    url = fields.String()

    @ma.pre_dump(pass_collection=True)
    def load_all(self, rows: Any, many: bool, **_: Any) -> Any:
        """What is shown, in as many queries however many there are."""
        return shown(rows) if many else rows
