"""Imports, as the API shows them."""

from __future__ import annotations

from ..api import Resource, Schema, fields, validate
from .record import OUTCOMES, STATES

OUTCOME = "new and changed are written when it is done; same is there already; left_out says why in its notes."
STATE = (
    "looking: a worker finds out what would come of it. ready: read the report, then post to completion/. "
    "importing: a worker does it. done, failed (problem says why), canceled, expired: nothing more will happen."
)


class ImportRowOut(Schema):
    place = fields.Integer(metadata={"description": "Its number in the file."})
    name = fields.String()
    kind = fields.String()
    outcome = fields.String(validate=validate.OneOf(OUTCOMES), metadata={"description": OUTCOME})
    notes = fields.List(fields.String(), metadata={"description": "What differs from the file, or why it stays out."})


class ImportCountsOut(Schema):
    new = fields.Integer()
    changed = fields.Integer()
    same = fields.Integer()
    left_out = fields.Integer()


class ImportOut(Resource):
    uid = fields.String(metadata={"example": "k3f9x2mp7q"})
    format = fields.String()
    name = fields.String()
    size_bytes = fields.Integer()
    state = fields.String(validate=validate.OneOf(STATES), metadata={"description": STATE})
    done_count = fields.Integer(metadata={"description": "How many things of the file are done with."})
    total_count = fields.Integer(allow_none=True, metadata={"description": "Of how many; null: not known yet."})
    problem = fields.String(metadata={"description": "Why it failed; empty otherwise."})
    counts = fields.Nested(ImportCountsOut)
    report = fields.List(fields.Nested(ImportRowOut))
    done_at = fields.Utc(allow_none=True, metadata={"description": "Null: nothing has been written yet."})
