"""What creators fill in to ask their backers."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, DateField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from educrowd.core.forms import Form

from ..limits import CHOICE, CHOICES, SUMMARY, TITLE, WORDS
from ..models import Project, Survey, SurveyQuestion
from .surveying import day_before, end_of

KINDS = {
    "short_text": "A line of text",
    "long_text": "A longer text",
    "one_choice": "One of a list",
    "many_choices": "Several of a list",
    "number": "A number",
}


class NewSurveyForm(Form):
    title = StringField("Title", [DataRequired(), Length(max=TITLE)], description="Such as “Sizes and names”.")


class SurveyForm(NewSurveyForm):
    intro = TextAreaField("Before the questions", [Optional(), Length(max=WORDS)], description="Why you ask.")
    asks_address = BooleanField("Ask for the address where something is shipped", default=True)
    reminder_days = StringField(
        "Remind after",
        [Optional(), Regexp(r"^[\d\s,;]{1,60}\Z", message="Days as numbers: “3, 7, 14”.")],
        description="Days after the first letter, such as “3, 7, 14”. Only those who have not answered hear of it.",
    )
    locks_on = DateField(
        "Last day for answers", [Optional()], description="Until its end answers may change. Empty: until you lock it."
    )

    @classmethod
    def showing(cls, survey: Survey) -> SurveyForm:
        days = ", ".join(map(str, survey.reminder_days))
        return cls(formdata=None, obj=survey, reminder_days=days, locks_on=day_before(survey.locks_at))

    def values_for(self, survey: Survey) -> dict[str, Any]:
        """What `change_survey` takes; raises Invalid."""
        days = [int(day) for day in (self.reminder_days.data or "").replace(",", " ").replace(";", " ").split()]
        unchanged = self.locks_on.data == day_before(survey.locks_at)
        values: dict[str, Any] = {
            "title": self.title.data,
            "intro": self.intro.data or "",
            "reminder_days": days,
            "locks_at": survey.locks_at if unchanged else end_of(self.locks_on.data),
        }
        return values | ({"asks_address": self.asks_address.data} if survey.is_draft else {})


class SurveyQuestionForm(Form):
    label = StringField("Question", [DataRequired(), Length(max=SUMMARY)])
    help = StringField("A word of help", [Optional(), Length(max=SUMMARY)])
    kind = SelectField("Answer", choices=KINDS)
    choices = TextAreaField(
        "The list", [Optional(), Length(max=(CHOICE + 1) * CHOICES)], description="One choice a line, for lists only."
    )
    is_required = BooleanField("It must be answered")
    reward_ids: Any = SelectMultipleField(
        "Only for backers with",
        coerce=int,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        description="None chosen: everybody is asked.",
    )

    @classmethod
    def for_project(
        cls, project: Project, question: SurveyQuestion | None = None, **options: Any
    ) -> SurveyQuestionForm:
        """Empty, or as a question stands."""
        if question:
            options |= {"obj": question, "choices": "\n".join(question.choices), "reward_ids": question.reward_ids}
        form = cls(**options)
        form.reward_ids.choices = {reward.id: reward.title for reward in project.rewards}
        return form

    @property
    def values(self) -> dict[str, Any]:
        """What `ask` and `change_question` take."""
        texts = {"label": self.label.data, "help": self.help.data or "", "kind": self.kind.data}
        lines = (self.choices.data or "").split("\n")
        return texts | {"is_required": self.is_required.data, "choices": lines, "reward_ids": self.reward_ids.data}


class AddressLockForm(Form):
    locks_on = DateField(
        "Last day for addresses", [DataRequired()], description="Backers are warned by mail a week and a day before."
    )
