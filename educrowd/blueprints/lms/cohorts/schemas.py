"""Cohorts as the API reads and shows them."""

from __future__ import annotations

from educrowd.core.api import Resource, Schema, fields, validate

from ..dates.schemas import Moment
from ..limits import TITLE


class CohortIn(Schema):
    name = fields.Text(TITLE, required=True, metadata={"example": "Autumn 2027"})
    starts_at = Moment(load_default=None, allow_none=True)
    ends_at = Moment(load_default=None, allow_none=True)
    seats = fields.Integer(strict=True, load_default=None, allow_none=True, validate=validate.Range(1, 100_000))


class CohortOut(Resource):
    course_id = fields.Id()
    name = fields.String()
    starts_at = fields.Utc(allow_none=True)
    ends_at = fields.Utc(allow_none=True)
    seats = fields.Integer(allow_none=True)
    join_code = fields.String(metadata={"description": "Whoever has it may join."})


class CohortChoiceIn(Schema):
    cohort_id = fields.Id(required=True, allow_none=True)


class JoinIn(Schema):
    join_code = fields.Text(40, required=True)
