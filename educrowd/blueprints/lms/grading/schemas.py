"""Grades as the API reads and shows them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import marshmallow as ma

from educrowd.core.api import Resource, Schema, fields, validate

from ..limits import MOST_POINTS, NOTE, TITLE
from ..models.grade_change import CHANGES
from .folding import Grade
from .gradebook import book_of


class Points(fields.Float):
    """A number of at most two decimals, from 0."""

    def __init__(self, *, least: float = 0, most: float = MOST_POINTS, **kwargs: Any):
        super().__init__(validate=validate.Range(least, most), **kwargs)

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        return Decimal(str(super()._deserialize(value, *args, **kwargs)))


class GradeGroupIn(Schema):
    title = fields.Text(TITLE, required=True, metadata={"example": "Quizzes"})
    weight = Points(least=0.01, most=10_000, required=True, metadata={"example": 40})
    drop_lowest = fields.Integer(strict=True, load_default=0, validate=validate.Range(0, 100))


class GradeGroupOut(Resource):
    course_id = fields.Id()
    title = fields.String()
    weight = fields.Float()
    drop_lowest = fields.Integer()


class GradeItemChanges(Schema):
    """How an item counts; `title` only of those graded by hand."""

    title = fields.Text(TITLE)
    out_of = Points(least=0.01, metadata={"example": 100})
    group_id = fields.Id(allow_none=True)
    held = fields.Boolean(metadata={"description": "Learners see new grades only when they are released."})


class GradeItemIn(GradeItemChanges):
    title = fields.Text(TITLE, required=True, metadata={"example": "Oral exam"})


class GradeItemOut(Schema):
    uid = fields.String(metadata={"example": "k3f9x2mp7q"})
    title = fields.String()
    by_hand = fields.Boolean()
    out_of = fields.Float()
    group_id = fields.Integer(allow_none=True)
    held = fields.Boolean()


class MarkOut(Schema):
    item_uid = fields.String(attribute="item.uid", metadata={"example": "k3f9x2mp7q"})
    title = fields.String(attribute="item.title")
    state = fields.String(metadata={"description": "graded, dropped, exempt, or empty while there is no grade."})
    points = fields.Float(allow_none=True)
    out_of = fields.Float(allow_none=True)
    percent = fields.Float(allow_none=True)


class StepOut(Schema):
    label = fields.String(metadata={"example": "Course"})
    expression = fields.String(metadata={"example": "0.4 × 80 + 0.6 × 66.67"})
    result = fields.Float(metadata={"example": 72})


class GradeOut(Schema):
    """A learner's grade so far, and every step that led to it."""

    percent = fields.Float(allow_none=True)
    marks = fields.List(fields.Nested(MarkOut))
    steps = fields.List(fields.Nested(StepOut))


class GradebookRowOut(GradeOut):
    """One learner's line."""

    enrollment_id = fields.Integer(attribute="enrollment.id")
    user_id = fields.Integer(attribute="enrollment.user_id")

    @ma.pre_dump(pass_collection=True)
    def fold(self, shown: Any, many: bool, **_: Any) -> Any:
        """The grades of all that are shown, in three queries."""
        enrollments = shown if many else [shown]
        ids = [enrollment.id for enrollment in enrollments]
        grades = book_of(enrollments[0].course).grades(ids, released=False) if ids else {}
        lines = [_line(enrollment, grades[enrollment.id]) for enrollment in enrollments]
        return lines if many else lines[0]


def _line(enrollment: Any, grade: Grade) -> dict[str, Any]:
    return {"enrollment": enrollment, "percent": grade.percent, "marks": grade.marks, "steps": grade.steps}


class GradeChangeIn(Schema):
    item_uid = fields.Text(40, required=True, metadata={"example": "k3f9x2mp7q"})
    change = fields.String(load_default="graded", validate=validate.OneOf(CHANGES[:3]))
    points = Points(metadata={"example": 18})
    out_of = Points(least=0.01, metadata={"example": 20})
    note = fields.Text(NOTE, blank=True, load_default="")


class GradeChangeOut(Schema):
    id = fields.Id(metadata={"example": 12})
    tenant_id = fields.Id(metadata={"example": 3})
    enrollment_id = fields.Id()
    item_uid = fields.String()
    change = fields.String(validate=validate.OneOf(CHANGES))
    points = fields.Float(allow_none=True)
    out_of = fields.Float(allow_none=True)
    by_id = fields.Integer(allow_none=True)
    note = fields.String()
    created_at = fields.Utc()
