"""What people fill in about assignments: the terms, the work, and what is said about it."""

from __future__ import annotations

from typing import Any, Self

from flask_wtf.file import MultipleFileField
from wtforms import IntegerField, RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from educrowd.core.db import db
from educrowd.core.forms import LARGEST, Form

from ..grading.forms import PointsField
from ..limits import FEEDBACK, MOST_POINTS, WORK
from ..models import Rubric
from .late import ACCEPT, REDUCE, REFUSE
from .terms import (
    BOTH,
    FILES,
    MOST_FILES,
    MOST_MB,
    MOST_OUT_OF,
    MOST_REVIEWS,
    MOST_VERSIONS,
    MOST_WORDS,
    TEXT,
    WORK_KINDS,
)


def _count(label: str, least: int, most: int, usual: int, description: str = "") -> Any:
    checks = [InputRequired(), NumberRange(least, most)]
    return IntegerField(label, checks, default=usual, description=description)


def _rubrics() -> dict[str, str]:
    listed = db.session.execute(Rubric.listed().with_only_columns(Rubric.uid, Rubric.title).limit(500))
    return {"": "None: points are typed in"} | dict(listed.all())


class AssignmentForm(Form):
    """The terms of an assignment, in the lesson editor."""

    accepts: Any = RadioField(
        "What is handed in",
        choices={TEXT: "Text, written on the page", FILES: "Files", BOTH: "Text, files or both"},
        default=BOTH,
    )
    most_words: Any = _count("Words at most", 0, MOST_WORDS, 0, "0: as many as they like.")
    most_files: Any = _count("Files at most", 1, MOST_FILES, 5)
    most_mb: Any = _count("MB for each file at most", 1, MOST_MB, 10)
    endings: Any = SelectMultipleField(
        "Kinds of files",
        choices={ending: ending.upper() for ending in WORK_KINDS},
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        description="None chosen: all of these.",
    )
    rubric: Any = SelectField(
        "Rubric", choices=_rubrics, description="You choose levels, the points follow. Rubrics stand under Grading."
    )
    out_of: Any = _count("Points", 1, MOST_OUT_OF, 100, "What the best work gets.")
    versions: Any = _count(
        "How often it may be handed in",
        1,
        MOST_VERSIONS,
        3,
        "The latest version is graded.",
    )
    late: Any = RadioField(
        "What is handed in after it was due",
        choices={ACCEPT: "Is taken, and marked as late", REDUCE: "Loses points", REFUSE: "Is not taken"},
        default=ACCEPT,
        description="When it is due stands under Schedule.",
    )
    peer_reviews: Any = _count(
        "Reviews each learner writes",
        0,
        MOST_REVIEWS,
        0,
        "0: none. Their median is the grade until you grade.",
    )
    peer_days: Any = _count("Days for reviewing after it was due", 1, 60, 7)
    late_percent: Any = _count("Percent off for each day", 1, 100, 10)
    late_most: Any = _count("Percent off at most", 1, 100, 50)


class WorkForm(Form):
    """What a learner writes and uploads."""

    id_prefix = "work"
    text: Any = TextAreaField("Your work", [Optional(), Length(max=WORK)])
    files: Any = MultipleFileField("Add files")
    seq: Any = IntegerField(widget=HiddenInput(), validators=[InputRequired(), NumberRange(0, LARGEST)])

    @classmethod
    def of(cls, submission: Any) -> Self:
        """Filled in with what was kept."""
        form = cls(formdata=None)
        form.text.data = submission.text if submission else ""
        form.seq.data = submission.seq if submission else 0
        return form


class AssessmentForm(Form):
    """A grade with words, or another version, please."""

    outcome: Any = RadioField(
        "What becomes of it",
        choices={"graded": "A grade", "returned": "Back for another version"},
        default="graded",
    )
    points: Any = PointsField("Points", [Optional(), NumberRange(0, MOST_POINTS)])
    feedback: Any = TextAreaField(
        "Feedback", [Optional(), Length(max=FEEDBACK)], description="The learner reads it with the grade."
    )
    revision: Any = IntegerField(widget=HiddenInput(), validators=[InputRequired(), NumberRange(0, LARGEST)])

    @property
    def is_return(self) -> bool:
        return self.outcome is not None and self.outcome.data == "returned"

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = super().validate(extra_validators)
        if self.is_return and not self.feedback.data:
            self.feedback.errors = [*self.feedback.errors, "Say what should be different in the next version."]
        for field in [] if self.is_return else self.missing():
            field.errors = ["This field is required."]
        return is_valid and not self.errors

    def missing(self) -> list[Any]:
        """What a grade needs and was not filled in."""
        return [self.points] if self.points.data is None and not self.points.errors else []
