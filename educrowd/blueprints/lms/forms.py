"""What people fill in about courses."""

from __future__ import annotations

from wtforms import BooleanField, EmailField, StringField, TextAreaField
from wtforms.validators import DataRequired, Email, Length, Optional

from educrowd.core.forms import Form
from educrowd.core.slugs import MAX_LENGTH

from .limits import BODY, DESCRIPTION, SUMMARY, TITLE


class NewCourseForm(Form):
    title = StringField("Title", [DataRequired(), Length(max=TITLE)], description="What will people learn?")
    summary = StringField(
        "Summary", [Optional(), Length(max=SUMMARY)], description="One sentence for the catalogue."
    )


class CourseForm(NewCourseForm):
    slug = StringField(
        "Address",
        [DataRequired(), Length(max=MAX_LENGTH)],
        description="A changed address keeps old links working.",
    )
    description = TextAreaField("Description", [Optional(), Length(max=DESCRIPTION)])


class SectionForm(Form):
    title = StringField("Section title", [DataRequired(), Length(max=TITLE)])


class NewLessonForm(Form):
    title = StringField("Lesson title", [DataRequired(), Length(max=TITLE)])


class LessonForm(Form):
    title = StringField("Title", [DataRequired(), Length(max=TITLE)])
    body = TextAreaField("Text", [Optional(), Length(max=BODY)])
    preview = BooleanField("Free preview", description="Anyone may read this lesson before enrolling.")
    required = BooleanField("Required", default=True, description="Counts toward completing the course.")


class LearnerForm(Form):
    email = EmailField("Email", [DataRequired(), Email(), Length(max=254)])
