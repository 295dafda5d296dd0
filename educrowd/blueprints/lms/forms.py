"""What people fill in about courses."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, EmailField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Email, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from educrowd.core.fields import AmountField
from educrowd.core.forms import Form
from educrowd.core.slugs import MAX_LENGTH

from .lessons import kinds
from .limits import BODY, DESCRIPTION, NEWEST, NOTE, NOTES, SUMMARY, TITLE


class NewCourseForm(Form):
    title: Any = StringField("Title", [DataRequired(), Length(max=TITLE)], description="What will people learn?")
    summary: Any = StringField(
        "Summary", [Optional(), Length(max=SUMMARY)], description="One sentence for the catalogue."
    )


class CourseForm(NewCourseForm):
    slug: Any = StringField(
        "Address",
        [DataRequired(), Length(max=MAX_LENGTH)],
        description="A changed address keeps old links working.",
    )
    description: Any = TextAreaField("Description", [Optional(), Length(max=DESCRIPTION)])

    @property
    def facts(self) -> dict[str, Any]:
        """What the course says."""
        return self.data


class PricedCourseForm(CourseForm):
    """A course's details with its price, in the currency the course is sold in."""

    price: Any = AmountField(
        "Price",
        [Optional()],
        allow_zero=True,
        description="Empty or 0: free. Who is buying already pays the price they saw.",
    )

    def __init__(self, currency: str, *args: Any, **kwargs: Any):
        self.currency = currency
        super().__init__(*args, **kwargs)

    @property
    def facts(self) -> dict[str, Any]:
        """What the course says and costs."""
        told = {name: value for name, value in self.data.items() if name != "price"}
        return told | {"price_amount": self.price.minor or 0}

    def refuse(self, refusal: Any) -> None:
        if refusal.field == "price_amount":
            refusal.field = "price"
        super().refuse(refusal)


class SectionForm(Form):
    title: Any = StringField("Section title", [DataRequired(), Length(max=TITLE)])


class NewLessonForm(Form):
    title: Any = StringField("Lesson title", [DataRequired(), Length(max=TITLE)])
    kind: Any = SelectField("Kind", choices=kinds.choices, default="text")


class LessonForm(Form):
    title: Any = StringField("Title", [DataRequired(), Length(max=TITLE)])
    body: Any = TextAreaField("Text", [Optional(), Length(max=BODY)])
    preview: Any = BooleanField("Free preview", description="Anyone may read this lesson before enrolling.")
    required: Any = BooleanField("Required", default=True, description="Counts toward completing the course.")
    version: Any = IntegerField(widget=HiddenInput(), validators=[InputRequired(), NumberRange(1, NEWEST)])

    @property
    def facts(self) -> dict[str, Any]:
        """What the lesson says and is."""
        return {name: value for name, value in self.data.items() if name != "version"}

    def stand_on(self, version: int) -> None:
        """Keep what was typed, now over another version."""
        self.version.process_data(version)
        self.version.raw_data = None


class PublicationForm(Form):
    note: Any = StringField(
        "Note",
        [Optional(), Length(max=NOTE)],
        description="What is new, for you and those who make the course with you.",
    )


class NoteForm(Form):
    text: Any = TextAreaField("My notes", [Length(max=NOTES, message="A note has at most 20,000 characters.")])


class LearnerForm(Form):
    email: Any = EmailField("Email", [DataRequired(), Email(), Length(max=254)])
