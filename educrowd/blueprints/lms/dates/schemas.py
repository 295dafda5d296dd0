"""Dates and exceptions as the API reads and shows them."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

import marshmallow as ma

from educrowd.core.api import Resource, Schema, fields, validate

from ..gating import Gates
from ..grading.schemas import Points
from ..limits import NOTE, TITLE
from ..models.lesson_rule import LONGEST


class Days(fields.Integer):
    """So many days after enrolling, on the course's clock."""

    def __init__(self, **kwargs: Any):
        super().__init__(strict=True, allow_none=True, validate=validate.Range(0, LONGEST), **kwargs)


class Moment(fields.Utc):
    """A moment that calendars reach."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        moment = super()._deserialize(value, *args, **kwargs)
        if moment and not 2000 <= moment.year <= 2200:
            raise ma.ValidationError("Choose a day between 2000 and 2200.")
        return moment


class PaceIn(Schema):
    """How a course is walked through."""

    timezone = fields.String(
        allow_none=True, validate=validate.OneOf(sorted(available_timezones())), metadata={"example": "Europe/Lisbon"}
    )
    in_order = fields.Boolean()
    needs_course_id = fields.Id(allow_none=True)


class PaceOut(Schema):
    timezone = fields.String(allow_none=True)
    in_order = fields.Boolean()
    needs_course_id = fields.Integer(allow_none=True)


class RuleIn(Schema):
    opens_at = Moment(load_default=None, allow_none=True)
    opens_after_days = Days(load_default=None)
    due_at = Moment(load_default=None, allow_none=True)
    due_after_days = Days(load_default=None)
    closes_at = Moment(load_default=None, allow_none=True)
    needs_uid = fields.Text(40, load_default=None, allow_none=True)
    needs_percent = Points(most=100, load_default=None, allow_none=True)

    @ma.validates_schema
    def one_of_both(self, data: dict[str, Any], **_: Any) -> None:
        for moment, days in (("opens_at", "opens_after_days"), ("due_at", "due_after_days")):
            if data[moment] is not None and data[days] is not None:
                raise ma.ValidationError("Say either a moment or a number of days.", days)


class RuleOut(Resource):
    lesson_uid = fields.String()
    opens_at = fields.Utc(allow_none=True)
    opens_after_days = fields.Integer(allow_none=True)
    due_at = fields.Utc(allow_none=True)
    due_after_days = fields.Integer(allow_none=True)
    closes_at = fields.Utc(allow_none=True)
    needs_uid = fields.String(allow_none=True)
    needs_percent = fields.Float(allow_none=True)


class AdjustmentIn(Schema):
    due_at = Moment(load_default=None, allow_none=True)
    closes_at = Moment(load_default=None, allow_none=True)
    extra_minutes = fields.Integer(strict=True, load_default=0, validate=validate.Range(0, 100_000))
    time_factor = Points(least=1, most=10, load_default=1)
    extra_attempts = fields.Integer(strict=True, load_default=0, validate=validate.Range(0, 100))
    opens = fields.Boolean(load_default=False)
    reason = fields.Text(NOTE, required=True, metadata={"example": "Three days in hospital"})


class AdjustmentOut(Resource):
    enrollment_id = fields.Id()
    lesson_uid = fields.String()
    due_at = fields.Utc(allow_none=True)
    closes_at = fields.Utc(allow_none=True)
    extra_minutes = fields.Integer()
    time_factor = fields.Float()
    extra_attempts = fields.Integer()
    opens = fields.Boolean()
    reason = fields.String()
    by_id = fields.Integer()


class PauseIn(Schema):
    reason = fields.Text(NOTE, required=True, metadata={"example": "Parental leave"})


class PauseOut(Schema):
    id = fields.Id(metadata={"example": 12})
    enrollment_id = fields.Id()
    started_at = fields.Utc()
    ended_at = fields.Utc(allow_none=True)
    reason = fields.String()


class ExpiryIn(Schema):
    expires_at = Moment(required=True, allow_none=True)


class StepOnTheWayOut(Schema):
    """A lesson as it stands for one learner."""

    uid = fields.String(metadata={"example": "k3f9x2mp7q"})
    title = fields.String(validate=validate.Length(max=TITLE))
    is_done = fields.Boolean()
    is_next = fields.Boolean(metadata={"description": "Whether the learner goes on here."})
    is_open = fields.Boolean()
    reason = fields.String(metadata={"description": "Why it is locked."})
    opens_at = fields.Utc(allow_none=True)
    due_at = fields.Utc(allow_none=True)
    closes_at = fields.Utc(allow_none=True)
    extra_minutes = fields.Integer()
    time_factor = fields.Float()
    extra_attempts = fields.Integer()


def steps_of(gates: Gates) -> list[dict[str, Any]]:
    """All lessons of the course as they stand for a learner."""
    ahead = gates.enrollment.journey.next_lesson if gates.enrollment else None
    return [_step(gates, lesson) | {"is_next": lesson is ahead} for lesson in gates.course.edition.lessons]


def _step(gates: Gates, lesson: Any) -> dict[str, Any]:
    gate, window = gates.of(lesson), gates.window(lesson)
    return {
        "uid": lesson.uid,
        "title": lesson.title,
        "is_done": lesson.uid in gates.done,
        "is_open": gate.is_open,
        "reason": gate.reason,
        "opens_at": window.opens_at,
        "due_at": window.due_at,
        "closes_at": window.closes_at,
        "extra_minutes": window.extra_minutes,
        "time_factor": window.time_factor,
        "extra_attempts": window.extra_attempts,
    }
