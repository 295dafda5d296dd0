"""Quizzes and attempts as the API reads and shows them. What learners get of a question never tells the answer."""

from __future__ import annotations

from educrowd.core.api import PageQuery, Resource, Schema, fields, validate

from ..bank.picture_schemas import PictureOut
from ..bank.schemas import QuizQuestionIn
from ..limits import TITLE
from .settings import COUNTS, MOST_POINTS, REVIEW, QuizSettings

STATES = ("open", "submitted", "expired")
ANSWER = {"description": "An id, a list of ids, a text, true or false, or an object, as the kind wants it."}


class NewQuestion(QuizQuestionIn):
    points = fields.Float(load_default=1.0, validate=validate.Range(0, MOST_POINTS))


class QuizIn(Schema):
    title = fields.Text(TITLE, required=True, metadata={"example": "What do you know of the sky?"})
    section_id = fields.Id(metadata={"description": "Left out: the course's last section."})
    settings = fields.Nested(QuizSettings, load_default=lambda: QuizSettings().load({}))
    questions = fields.List(
        fields.Nested(NewQuestion),
        load_default=list,
        validate=validate.Length(max=100),
        metadata={"description": "Written into the course's bank and asked after those that the settings name."},
    )


class AskedOut(Schema):
    """A question without its answer."""

    question_id = fields.Integer(metadata={"example": 7})
    position = fields.Integer()
    kind = fields.String()
    html = fields.String()
    parts = fields.Dict(metadata={"description": "What it offers: choices, options, items, gaps; without answers."})
    points = fields.Float()
    answer = fields.Raw(allow_none=True, metadata=ANSWER)


class ReviewedOut(Schema):
    """A question of an ended attempt, with no more than is released."""

    question_id = fields.Integer()
    position = fields.Integer()
    points = fields.Float()
    said = fields.String(metadata={"description": "The answer in words."})
    reached = fields.Float(allow_none=True)
    explanation = fields.String()
    feedback = fields.List(fields.String())
    right = fields.String(metadata={"description": "The right answer in words; empty before its release."})


class AttemptBriefOut(Resource):
    quiz_id = fields.Integer(attribute="lesson_id", metadata={"example": 12})
    enrollment_id = fields.Id()
    number = fields.Integer()
    state = fields.String(validate=validate.OneOf(STATES))
    seq = fields.Integer(metadata={"description": "Counts what happened; send it along with answers."})
    started_at = fields.Utc()
    deadline_at = fields.Utc(allow_none=True)
    submitted_at = fields.Utc(allow_none=True)


class ScoreOut(Schema):
    points = fields.Float()
    out_of = fields.Float()
    percent = fields.Float()
    passed = fields.Boolean()
    waits = fields.Boolean(metadata={"description": "Whether a person has yet to grade some of it."})


class AttemptOut(AttemptBriefOut):
    questions = fields.List(fields.Nested(AskedOut))
    score = fields.Nested(ScoreOut, allow_none=True, metadata={"description": "Null before it is released."})
    review = fields.List(
        fields.Nested(ReviewedOut), allow_none=True, metadata={"description": "Null before it is released."}
    )
    pictures = fields.List(fields.Nested(PictureOut))


class AttemptQuery(PageQuery):
    state = fields.String(validate=validate.OneOf(STATES))
    sort = fields.Sort("created_at", default="-created_at")


class QuizBriefOut(Resource):
    id = fields.Id(attribute="lesson_id", dump_only=True, metadata={"example": 12})
    course_id = fields.Integer(attribute="section.course_id")
    uid = fields.String(metadata={"example": "k3f9x2mp7q"})
    title = fields.String()


class QuizOut(QuizBriefOut):
    """`settings.slots`, which name what is asked, only for those who make the course."""

    asks = fields.Integer(metadata={"description": "How many questions an attempt has."})
    minutes = fields.Integer(metadata={"description": "0: no limit."})
    attempts = fields.Integer(metadata={"description": "0: as many as one likes."})
    counts = fields.String(validate=validate.OneOf(COUNTS))
    pass_percent = fields.Integer()
    review_when = fields.String(validate=validate.OneOf(REVIEW))
    attempts_left = fields.Integer(allow_none=True, metadata={"description": "For the learner who asks."})
    open_attempt_id = fields.Integer(allow_none=True)
    opens_at = fields.Utc(allow_none=True)
    due_at = fields.Utc(allow_none=True)
    closes_at = fields.Utc(allow_none=True)
    questions = fields.List(
        fields.Nested(AskedOut), metadata={"description": "Those of the open attempt; none before one is begun."}
    )
    settings = fields.Dict(allow_none=True, metadata={"description": "For those who make the course."})


class AnswerIn(Schema):
    answer = fields.Raw(required=True, allow_none=True, metadata=ANSWER)
    seq = fields.Integer(
        strict=True,
        validate=validate.Range(0, 2**31 - 1),
        metadata={"description": "The `seq` that was read last: refused with 409 where something was saved since."},
    )
