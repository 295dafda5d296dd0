"""Questions as the API reads and shows them: one schema for their authors, another for those who are asked."""

from __future__ import annotations

from educrowd.core.api import PageQuery, Resource, Schema, fields, validate

from ..limits import CATEGORY, QUESTION, TAG, TAGS, TITLE
from ..questions import KINDS

CONTENT = {
    "description": "What a question of this kind has: choices, answers, pairs and options, items, gaps.",
    "example": {"choices": [{"text": "Polaris", "fraction": 100}, {"text": "Vega"}]},
}


class QuizQuestionQuery(PageQuery):
    q = fields.String(validate=validate.Length(max=100), metadata={"description": "Words in title or text."})
    kind = fields.String(validate=validate.OneOf(KINDS))
    category = fields.String(validate=validate.Length(max=CATEGORY))
    tag = fields.String(validate=validate.Length(max=TAG))


class QuizQuestionChanges(Schema):
    title = fields.Text(TITLE, blank=True, load_default="")
    text = fields.Text(QUESTION, required=True, metadata={"description": "Markdown.", "example": "Which star is it?"})
    content = fields.Dict(required=True, metadata=CONTENT)
    feedback = fields.Text(QUESTION, blank=True, load_default="", metadata={"description": "For everybody, in review."})
    category = fields.Text(CATEGORY, blank=True, load_default="")
    tags = fields.List(fields.Text(TAG), load_default=list, validate=validate.Length(max=TAGS))


class QuizQuestionIn(QuizQuestionChanges):
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))


class QuizQuestionOut(Resource):
    """For those who make the course: the right answers are in it."""

    course_id = fields.Id()
    uid = fields.String(metadata={"example": "k3f9x2mp7q"})
    version = fields.Integer()
    kind = fields.String(attribute="current.kind", validate=validate.OneOf(KINDS))
    title = fields.String(attribute="current.title")
    text = fields.String(attribute="current.text")
    html = fields.String(attribute="current.html")
    content = fields.Dict(attribute="current.content", metadata=CONTENT)
    feedback = fields.String(attribute="current.feedback")
    category = fields.String()
    tags = fields.List(fields.String())


class TrialIn(Schema):
    answer = fields.Raw(
        required=True,
        allow_none=True,
        metadata={"description": "An id, a list of ids, a text, true or false, or an object, as the kind wants it."},
    )


class TrialOut(Schema):
    fraction = fields.Float(allow_none=True, metadata={"description": "From -1 to 1; null waits for a person."})
    explanation = fields.String()
    feedback = fields.List(fields.String())
    right = fields.String(metadata={"description": "The right answer in words."})
