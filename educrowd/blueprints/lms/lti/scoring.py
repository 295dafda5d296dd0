"""What a tool says of a learner: a score becomes a grade, and what is done is done."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from educrowd.core.api import Schema, fields, validate
from educrowd.core.errors import Refused

from ..grading import gradebook
from ..models import LtiResult

SOURCE = "lti"
MOST = 99_999
STEP = Decimal("0.0001")
DONE = ("Submitted", "Completed")


class ScoreIn(Schema):
    """As Assignment and Grade Services 2.0 has it; what we don't know of it is passed over."""

    class Meta(Schema.Meta):
        unknown = "exclude"

    user = fields.String(required=True, data_key="userId", validate=validate.Length(1, 100))
    points = fields.Float(data_key="scoreGiven", load_default=None, allow_none=True, validate=validate.Range(0, MOST))
    out_of = fields.Float(data_key="scoreMaximum", load_default=None, allow_none=True)
    activity = fields.String(required=True, data_key="activityProgress", validate=validate.Length(max=40))
    grading = fields.String(required=True, data_key="gradingProgress", validate=validate.Length(max=40))
    told_at = fields.Utc(required=True, data_key="timestamp")


class NotToBeTold(Refused):
    """The tool may not say this."""


def take_score(lesson: Any, course_id: int, told: dict[str, Any]) -> None:
    """Record it; NotToBeTold for a stranger, something older than what was said, or access that is over."""
    result = LtiResult.held(lesson.uid, told["user"])
    if result is None or result.enrollment.course_id != course_id:
        raise NotToBeTold("Nobody known by this id has come from this lesson.", status=404)
    if not result.enrollment.is_open:
        raise NotToBeTold("This learner's access is over.", status=403)
    if not _is_newer(result.told_at, told["told_at"]):
        raise NotToBeTold("Something newer has been said already.", status=409)
    if told["points"] is not None and not (told["out_of"] and 0 < told["out_of"] <= MOST):
        raise NotToBeTold("scoreMaximum must be more than 0 where a score is given.", status=400)
    result.told_at = told["told_at"]
    if told["grading"] == "FullyGraded":
        _grade(result, lesson, told)
    if told["activity"] in DONE:
        result.enrollment.complete(lesson)


def _grade(result: LtiResult, lesson: Any, told: dict[str, Any]) -> None:
    if told["points"] is None:
        return
    score = Decimal(str(told["points"])).quantize(STEP), Decimal(str(told["out_of"])).quantize(STEP)
    if score != (result.points, result.out_of):
        result.points, result.out_of = score
        gradebook.record(result.enrollment, lesson.uid, *score, source=SOURCE)


def _is_newer(before: datetime | None, now: datetime) -> bool:
    return before is None or now > before
