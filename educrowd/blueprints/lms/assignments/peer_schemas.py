"""Peer reviews, as the API reads and shows them; none of them says who the other is."""

from __future__ import annotations

from educrowd.core.api import Resource, Schema, fields, validate

from ..grading.schemas import Points
from ..limits import FEEDBACK
from .rubrics import MOST_CRITERIA
from .schemas import CriterionMarkIn, MarkGivenOut


class PieceOut(Schema):
    """What is to be reviewed."""

    text = fields.String()
    files = fields.List(fields.String(), attribute="urls", metadata={"description": "Where a browser loads each."})


class PeerReviewOut(Resource):
    points = fields.Float(allow_none=True)
    out_of = fields.Float(allow_none=True)
    feedback = fields.String()
    marks = fields.List(fields.Nested(MarkGivenOut))
    is_done = fields.Boolean()
    piece = fields.Nested(PieceOut)


class PeerReviewIn(Schema):
    points = Points(metadata={"example": 15})
    marks = fields.List(fields.Nested(CriterionMarkIn), validate=validate.Length(max=MOST_CRITERIA))
    feedback = fields.Text(FEEDBACK, blank=True, load_default="")


class ReceivedOut(Schema):
    """A review of a piece, for whoever teaches."""

    id = fields.Id(metadata={"example": 12})
    reviewer_id = fields.Integer(metadata={"description": "The reviewer's enrollment."})
    points = fields.Float()
    out_of = fields.Float()
    feedback = fields.String()
    marks = fields.List(fields.Nested(MarkGivenOut))
    done_at = fields.Utc()
    counts = fields.Boolean()


class JudgementIn(Schema):
    counts = fields.Boolean(required=True)
