"""Surveys, their answers and the lock on addresses as the API reads and shows them."""

from __future__ import annotations

from typing import Any

from educrowd.core.api import PageQuery, Resource, Schema, fields, validate
from educrowd.core.letters import STATES as LETTER_STATES

from ..limits import CHOICE, CHOICES, LAST_REMINDER, LONG_ANSWER, REMINDERS, SUMMARY, SURVEY_QUESTIONS, TITLE, WORDS
from ..models.survey_question import KINDS
from .pledges import AddressIn, AddressOut


class SurveyIn(Schema):
    title = fields.Text(TITLE, required=True, metadata={"example": "Sizes and names"})
    intro = fields.Text(WORDS, blank=True, load_default="")
    asks_address = fields.Boolean(
        load_default=True, metadata={"description": "Where a reward is shipped, ask where to; stands once it was sent."}
    )
    reminder_days = fields.List(
        fields.Integer(strict=True, validate=validate.Range(1, LAST_REMINDER)),
        load_default=list,
        validate=validate.Length(max=REMINDERS),
        metadata={"description": "Days after the first letter.", "example": [3, 7]},
    )
    locks_at = fields.Utc(
        allow_none=True, load_default=None, metadata={"description": "From then on answers stand; none: until locked."}
    )


class SurveyQuestionIn(Schema):
    label = fields.Text(SUMMARY, required=True, metadata={"example": "Which size?"})
    help = fields.Text(SUMMARY, blank=True, load_default="")
    kind = fields.String(load_default="short_text", validate=validate.OneOf(KINDS))
    choices = fields.List(
        fields.Text(CHOICE), load_default=list, validate=validate.Length(max=CHOICES), metadata={"example": []}
    )
    is_required = fields.Boolean(load_default=False)
    reward_ids = fields.List(
        fields.Id(),
        load_default=list,
        validate=validate.Length(max=200),
        metadata={"description": "Only backers with one of these rewards or add-ons; none: everybody.", "example": []},
    )


class SurveyQuestionChange(SurveyQuestionIn):
    position = fields.Integer(
        strict=True, validate=validate.Range(0, SURVEY_QUESTIONS), metadata={"description": "Its place, from 0."}
    )


class SurveyQuestionOut(Resource):
    survey_id = fields.Id()
    position = fields.Integer()
    kind = fields.String(validate=validate.OneOf(KINDS))
    label = fields.String()
    help = fields.String()
    is_required = fields.Boolean()
    choices = fields.List(fields.String())
    reward_ids = fields.List(fields.Id())


class SurveyOut(Resource):
    project_id = fields.Id()
    title = fields.String()
    intro = fields.String()
    asks_address = fields.Boolean()
    reminder_days = fields.List(fields.Integer())
    locks_at = fields.Utc(allow_none=True)
    sent_at = fields.Utc(allow_none=True)
    questions = fields.List(fields.Nested(SurveyQuestionOut))


class SurveyAnswerIn(Schema):
    question_id = fields.Id(required=True)
    values = fields.List(
        fields.Text(LONG_ANSWER, blank=True),
        required=True,
        validate=validate.Length(max=CHOICES),
        metadata={"description": "One text, or the choices; numbers as text.", "example": ["M"]},
    )


class SurveyAnswersIn(Schema):
    answers = fields.List(fields.Nested(SurveyAnswerIn), required=True, validate=validate.Length(max=SURVEY_QUESTIONS))
    address = fields.Nested(AddressIn)


class SurveyAnswerOut(Schema):
    question_id = fields.Id()
    values = fields.List(fields.String())


def answers_of(reply: Any) -> list[dict[str, Any]]:
    """A reply's answers by question."""
    return [{"question_id": id, "values": values} for id, values in reply.values.items()] if reply else []


class MySurveyOut(Schema):
    survey_id = fields.Id(attribute="survey.id")
    title = fields.String(attribute="survey.title")
    intro = fields.String(attribute="survey.intro")
    locks_at = fields.Utc(attribute="survey.locks_at", allow_none=True)
    is_open = fields.Boolean(metadata={"description": "Whether answers can still change."})
    asks_address = fields.Boolean(metadata={"description": "Whether an address belongs to the answers."})
    answered_at = fields.Utc(allow_none=True)
    questions = fields.List(fields.Nested(SurveyQuestionOut))
    answers = fields.List(fields.Nested(SurveyAnswerOut))
    address = fields.Nested(AddressOut, allow_none=True)


class SurveyReplyQuery(PageQuery):
    q = fields.String(validate=validate.Length(max=100), metadata={"description": "Words in name or email."})
    status = fields.String(validate=validate.OneOf(("answered", "silent")))
    reward_id = fields.QueryId()
    address = fields.String(validate=validate.OneOf(("given", "missing")))
    question_id = fields.QueryId(metadata={"description": "With `choice`."})
    choice = fields.String(validate=validate.Length(max=CHOICE), metadata={"description": "Who chose this."})


class SurveyReplyOut(Schema):
    pledge_id = fields.Id(attribute="id")
    user_id = fields.Id()
    name = fields.String(attribute="receiver_name", metadata={"description": "Who answers; of a gift its recipient."})
    email = fields.String(attribute="receiver_email")
    reward_id = fields.Id(allow_none=True)
    answered_at = fields.Method("get_answered_at", metadata={"type": ["string", "null"], "format": "date-time"})
    answers = fields.Method("get_answers", metadata={"type": "array", "items": {"type": "object"}})
    address = fields.Nested(AddressOut, allow_none=True)

    def get_answered_at(self, pledge: Any) -> Any:
        reply = next(iter(pledge.replies), None)
        return reply and fields.Utc()._serialize(reply.updated_at, None, None)

    def get_answers(self, pledge: Any) -> Any:
        return answers_of(next(iter(pledge.replies), None))


class SurveyCompletionOut(Schema):
    reward_id = fields.Id(allow_none=True)
    title = fields.String()
    asked = fields.Integer()
    answered = fields.Integer()


class SurveyPartOut(Schema):
    question_id = fields.Id()
    reward_id = fields.Id(allow_none=True)
    choice = fields.String(allow_none=True)
    count = fields.Integer()
    sum = fields.Float(attribute="total", allow_none=True)
    min = fields.Float(attribute="least", allow_none=True)
    max = fields.Float(attribute="most", allow_none=True)


class SurveySummaryOut(Schema):
    completion = fields.List(fields.Nested(SurveyCompletionOut))
    parts = fields.List(
        fields.Nested(SurveyPartOut),
        metadata={"description": "By question, reward and choice; numbers have sums, texts are counted."},
    )
    letters = fields.Dict(keys=fields.String(validate=validate.OneOf(LETTER_STATES)), values=fields.Integer())


class AddressLockIn(Schema):
    locks_on = fields.Date(required=True, metadata={"description": "The last day on which addresses may change."})


class AddressLockOut(Schema):
    project_id = fields.Id()
    locks_at = fields.Utc(metadata={"description": "When that day ends on the site's clock."})
    is_over = fields.Boolean()
