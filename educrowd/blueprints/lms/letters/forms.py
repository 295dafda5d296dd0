"""What teachers write to learners, and which letters learners want."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # pyright: ignore[reportAttributeAccessIssue]
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from educrowd.core.forms import Form

from ..limits import LETTER, LONGEST_ABSENCE, TITLE
from ..models import Cohort, Course
from .learner_states import STATES


class AnnouncementForm(Form):
    """A letter to those of a course's learners who fit."""

    state: Any = RadioField("To", choices=[SelectChoice(*state) for state in STATES.items()], default="everyone")
    lesson_uid: Any = SelectField(
        "Which lesson", [Optional()], description="For those who are stuck, or have not handed in."
    )
    cohort_id: Any = SelectField("Only this cohort", [Optional()], coerce=int, default=0)
    days: Any = IntegerField(
        "For how many days",
        [Optional(), NumberRange(1, LONGEST_ABSENCE)],
        default=7,
        description="For those who are stuck, or did nothing.",
    )
    subject: Any = StringField("Subject", [DataRequired(), Length(max=TITLE)])
    body: Any = TextAreaField(
        "Text", [DataRequired("Write something."), Length(max=LETTER)], description="Plain text; links become links."
    )
    token: Any = HiddenField(validators=[DataRequired(), Length(max=60)])

    def __init__(self, course: Course, *args: Any, **options: Any):
        super().__init__(*args, **options)
        lessons = [SelectChoice(lesson.uid, lesson.title) for lesson in course.edition.lessons]
        self.lesson_uid.choices = [SelectChoice("", "Choose one"), *lessons]
        self.cohort_id.choices = [
            SelectChoice(0, "Everybody"),
            *(SelectChoice(*each) for each in Cohort.choices(course)),
        ]

    @property
    def audience(self) -> dict[str, Any]:
        return {
            "state": self.state.data,
            "days": self.days.data or 7,
            "lesson_uid": self.lesson_uid.data or None,
            "cohort_id": self.cohort_id.data or None,
        }
