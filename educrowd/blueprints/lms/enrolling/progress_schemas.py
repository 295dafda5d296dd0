"""How far learners are, as the API shows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from marshmallow import pre_dump

from educrowd.core.api import PageQuery, Schema, fields, validate

from ..letters.learner_states import STATES
from ..limits import LONGEST_ABSENCE
from ..models import Enrollment
from .progress_report import Standing, standings


class ProgressQuery(PageQuery):
    state = fields.String(load_default="everyone", validate=validate.OneOf(list(STATES)))
    days = fields.Integer(load_default=7, validate=validate.Range(1, LONGEST_ABSENCE))
    lesson_uid = fields.String(metadata={"description": "For `stuck`: at which lesson."})


class ProgressOut(Schema):
    enrollment_id = fields.Id(attribute="enrollment.id")
    user_id = fields.Id(attribute="enrollment.user_id")
    name = fields.String(attribute="enrollment.user.shown_name")
    status = fields.String(attribute="enrollment.status", validate=validate.OneOf(("active", "completed")))
    enrolled_at = fields.Utc(attribute="enrollment.created_at")
    completed_at = fields.Utc(attribute="enrollment.completed_at", allow_none=True)
    progress_percent = fields.Integer(attribute="journey.percent")
    lessons_done = fields.Integer(
        attribute="journey.required.done", metadata={"description": "Of those required now, as the percent count."}
    )
    lessons_required = fields.Integer(attribute="journey.required.total")
    optional_lessons_done = fields.Integer(attribute="journey.optional.done")
    optional_lessons = fields.Integer(attribute="journey.optional.total")
    last_done_at = fields.Utc(attribute="last_at", allow_none=True)
    next_lesson_uid = fields.String(attribute="next_lesson.uid", dump_default=None, allow_none=True)
    next_lesson_title = fields.String(attribute="next_lesson.title", dump_default=None, allow_none=True)

    @pre_dump(pass_collection=True)
    def place(self, enrollments: Sequence[Enrollment], **_: Any) -> list[Standing]:
        """All of a page at once."""
        return standings(enrollments)
