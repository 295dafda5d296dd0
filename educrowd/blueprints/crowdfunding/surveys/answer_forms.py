"""A survey as its backers fill it in, and how its creator looks through what they answered."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import RadioField, SearchField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from educrowd.core.errors import Invalid
from educrowd.core.forms import Form

from ..models import Survey, SurveyQuestion

# A longer list is opened by a press, so that the next question stays in sight.
SHOWN_AT_ONCE = 7
NUMERIC = {"type": "number", "step": "any", "inputmode": "decimal"}


class AnswersForm(Form):
    """A field for each question; made by `asking`."""

    questions: list[SurveyQuestion]

    @classmethod
    def asking(
        cls, questions: Iterable[SurveyQuestion], values: dict[int, list[str]] | None = None, **options: Any
    ) -> AnswersForm:
        """The form for these questions, with the answers there are."""
        questions = list(questions)
        fields: dict[str, Any] = {question.name: FIELDS[question.kind](question) for question in questions}
        form = type(cls.__name__, (cls,), fields | {"questions": questions})(**options)
        for question in questions if "formdata" in options else ():
            form._show(question, (values or {}).get(question.id, []))
        return form

    @property
    def given(self) -> dict[int, Any]:
        """What `answer` takes."""
        return {question.id: self[question.name].data for question in self.questions}

    def _show(self, question: SurveyQuestion, values: list[str]) -> None:
        self[question.name].data = values if question.takes_many else next(iter(values), "")


def _rules(question: SurveyQuestion) -> list[Any]:
    def take(form: Any, field: Any) -> None:
        try:
            question.read(field.data)
        except Invalid as refusal:
            raise ValidationError(refusal.message) from refusal

    # Not DataRequired: that one would call 0 no answer. Of checkboxes HTML can't say that one is needed.
    is_marked = question.is_required and not question.takes_many
    return [InputRequired("Please answer this one."), take] if is_marked else [take]


def _line(question: SurveyQuestion) -> StringField:
    return StringField(question.label, _rules(question), description=question.help)


def _text(question: SurveyQuestion) -> TextAreaField:
    return TextAreaField(question.label, _rules(question), description=question.help)


def _number(question: SurveyQuestion) -> StringField:
    return StringField(question.label, _rules(question), description=question.help, render_kw=NUMERIC)


def _one(question: SurveyQuestion) -> RadioField | SelectField:
    listed = {choice: choice for choice in question.choices}
    options = {"description": question.help, "validate_choice": False}
    if len(listed) > SHOWN_AT_ONCE:
        return SelectField(question.label, _rules(question), choices={"": "Choose…"} | listed, **options)
    none = {} if question.is_required else {"": "No answer"}
    return RadioField(question.label, _rules(question), choices=listed | none, **options)


def _several(question: SurveyQuestion) -> SelectMultipleField:
    return SelectMultipleField(
        question.label,
        _rules(question),
        choices={choice: choice for choice in question.choices},
        description=question.help,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        validate_choice=False,
    )


FIELDS = {"short_text": _line, "long_text": _text, "number": _number, "one_choice": _one, "many_choices": _several}


class AnswerFilter(Form):
    q = SearchField("Words", [Optional(), Length(max=100)], render_kw={"placeholder": "Name or email"})
    status = SelectField(
        "Status", choices={"": "Everybody", "answered": "Answered", "silent": "Not answered"}, default=""
    )
    reward = SelectField("Reward", default="")
    address = SelectField("Address", choices={"": "Any address", "given": "Given", "missing": "Missing"}, default="")
    answer = SelectField("Answer", default="")

    def __init__(self, survey: Survey, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        rewards = {str(reward.id): reward.title for reward in survey.project.rewards}
        self.reward.choices = {"": "Any reward"} | rewards
        self.listed = _choices_in(survey)
        labels = {name: f"{question.label} {choice}" for name, (question, choice) in self.listed.items()}
        self.answer.choices = {"": "Any answer"} | labels

    @property
    def wanted(self) -> dict[str, Any]:
        """What `answers_like` takes."""
        question, choice = self.listed.get(self.answer.data or "", (None, ""))
        words = {name: self[name].data for name in ("q", "status", "address")}
        return words | {
            "reward_id": int(self.reward.data) if self.reward.data else None,
            "choice": (question.id, choice) if question else None,
        }


def _choices_in(survey: Survey) -> dict[str, tuple[SurveyQuestion, str]]:
    """Each choice of each question, by a short name for addresses."""
    return {
        f"{question.id}:{place}": (question, choice)
        for question in survey.questions
        for place, choice in enumerate(question.choices)
    }
