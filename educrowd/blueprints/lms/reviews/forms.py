"""What learners fill in about a course, and teachers about a review."""

from __future__ import annotations

from typing import Any

from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # pyright: ignore[reportAttributeAccessIssue]
from wtforms.validators import DataRequired, Length, Optional

from educrowd.core.comments.forms import COMMENT
from educrowd.core.forms import Form

from ..models.review import MOST_STARS

STARS = {5: "Excellent", 4: "Good", 3: "All right", 2: "Not so good", 1: "Bad"}


class ReviewForm(Form):
    """`homepage` is a trap: people do not see it, programs fill it in."""

    stars: Any = RadioField(
        "How good is it?",
        [DataRequired("Choose how many stars.")],
        choices=[SelectChoice(str(n), f"{'★' * n}{'☆' * (MOST_STARS - n)} {words}") for n, words in STARS.items()],
    )
    body: Any = TextAreaField(
        "In words", [Optional(), Length(max=COMMENT)], description="What was good, what was missing, for whom is it?"
    )
    homepage: Any = StringField("Leave this empty", [Optional()])


class ReviewAnswerForm(Form):
    answer: Any = TextAreaField("Your answer", [Optional(), Length(max=COMMENT)])
