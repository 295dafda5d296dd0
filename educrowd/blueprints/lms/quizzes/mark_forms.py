"""The forms of marks: one answer's, and a question's regrade."""

from __future__ import annotations

from typing import Any

from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from educrowd.core.forms import LARGEST, Form

from ..grading.forms import PointsField
from .settings import MOST_POINTS

COMMENT = 5_000
REASON = 500


class MarkForm(Form):
    """What an answer gets; `marks` is how many it had when it was read."""

    points: Any = PointsField("Points", [InputRequired(), NumberRange(0, MOST_POINTS)])
    comment: Any = TextAreaField(
        "Comment", [Optional(), Length(max=COMMENT)], description="The learner reads it in the review."
    )
    marks: Any = IntegerField(widget=HiddenInput(), validators=[InputRequired(), NumberRange(0, LARGEST)])

    def __init__(self, position: int, **options: Any):
        self.id_prefix = f"mark-{position}"
        super().__init__(**options)


class RegradeForm(Form):
    reason: Any = StringField(
        "Reason", [InputRequired(), Length(max=REASON)], description="Stands beside each new mark and in the log."
    )
    version: Any = IntegerField(widget=HiddenInput(), validators=[InputRequired(), NumberRange(1, LARGEST)])
