"""How long learners have access, as the API reads and shows it."""

from __future__ import annotations

from educrowd.core.api import Schema, fields, validate

from ..limits import LONGEST_ACCESS
from .schemas import Moment


class AccessIn(Schema):
    access_days = fields.Integer(
        strict=True,
        required=True,
        allow_none=True,
        validate=validate.Range(1, LONGEST_ACCESS),
        metadata={"description": "Counted from enrolling.", "example": 90},
    )
    access_until = Moment(required=True, allow_none=True)
    renewable = fields.Boolean(
        load_default=False, metadata={"description": "In a free course, people may enroll anew when it is over."}
    )
    also_enrolled = fields.Boolean(
        load_default=False, load_only=True, metadata={"description": "The same for those who are in."}
    )


class AccessOut(Schema):
    access_days = fields.Integer(allow_none=True)
    access_until = fields.Utc(allow_none=True)
    renewable = fields.Boolean()
