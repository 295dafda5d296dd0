"""Marks, regrades and item analyses as the API reads and shows them."""

from __future__ import annotations

from educrowd.core.api import Schema, fields, validate

from .mark_forms import COMMENT, REASON
from .settings import MOST_POINTS


class AnswerMarkIn(Schema):
    points = fields.Float(required=True, validate=validate.Range(0, MOST_POINTS))
    comment = fields.Text(COMMENT, blank=True, load_default="", metadata={"description": "Learners read it."})
    marks = fields.Integer(
        strict=True,
        validate=validate.Range(0, 2**31 - 1),
        metadata={"description": "How many marks the answer had when it was read: refused with 409 if it has more."},
    )


class RegradedOut(Schema):
    """An answer that would get another mark."""

    attempt_id = fields.Integer(attribute="attempt.id")
    enrollment_id = fields.Integer(attribute="attempt.enrollment_id")
    number = fields.Integer(attribute="attempt.number")
    said = fields.String()
    points_before = fields.Float()
    points_after = fields.Float()
    percent_before = fields.Float()
    percent_after = fields.Float()


class RegradeIn(Schema):
    reason = fields.Text(REASON, required=True)
    version = fields.Integer(
        strict=True,
        required=True,
        validate=validate.Range(1, 2**31 - 1),
        metadata={"description": "The question's version that was looked at: refused with 409 if it has another."},
    )


class RegradeOut(Schema):
    count = fields.Integer(metadata={"description": "How many answers are being graded anew."})


class ChosenOut(Schema):
    text = fields.String()
    count = fields.Integer()
    is_right = fields.Boolean()


class ItemOut(Schema):
    question_id = fields.Integer(attribute="version.question_id")
    name = fields.String(attribute="version.name")
    kind = fields.String(attribute="version.kind")
    asked = fields.Integer()
    unanswered = fields.Integer()
    facility = fields.Float(allow_none=True, metadata={"description": "Share of the points reached, 0 to 1."})
    discrimination = fields.Float(
        allow_none=True, metadata={"description": "Correlation with all other questions, -1 to 1."}
    )
    choices = fields.List(fields.Nested(ChosenOut))
    advice = fields.String()
