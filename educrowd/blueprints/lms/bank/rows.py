"""What the parts of a question that repeat are filled in with, a row each."""

from __future__ import annotations

from typing import Any

from wtforms import FieldList, FormField, HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import Length, NumberRange, Optional

from educrowd.core.forms import Form

from ..grading.forms import PointsField
from ..limits import QUESTION
from ..questions.cloze import KINDS as GAP_KINDS
from ..questions.kind import LONGEST, MOST_ROWS

SHARE = {"inputmode": "text", "autocomplete": "off"}


def _share(default: int) -> Any:
    return PointsField("Share in %", [Optional(), NumberRange(-100, 100)], default=default, render_kw=SHARE)


def _feedback() -> Any:
    return StringField("Feedback", [Optional(), Length(max=LONGEST)])


class ChoiceRow(Form):
    id: Any = HiddenField()
    text: Any = StringField("Choice", [Optional(), Length(max=LONGEST)])
    fraction: Any = _share(0)
    feedback: Any = _feedback()


class AnswerRow(Form):
    text: Any = StringField("Accepted answer", [Optional(), Length(max=500)])
    fraction: Any = _share(100)
    feedback: Any = _feedback()


class NumberRow(Form):
    value: Any = StringField("Number", [Optional(), Length(max=100)], render_kw=SHARE)
    tolerance: Any = StringField("Plus or minus", [Optional(), Length(max=100)], render_kw=SHARE)
    fraction: Any = _share(100)
    feedback: Any = _feedback()


class PairRow(Form):
    id: Any = HiddenField()
    option: Any = HiddenField()
    text: Any = StringField("This", [Optional(), Length(max=LONGEST)])
    partner: Any = StringField("belongs to", [Optional(), Length(max=LONGEST)])


class ItemRow(Form):
    id: Any = HiddenField()
    text: Any = StringField("Item", [Optional(), Length(max=LONGEST)])


class GapRow(Form):
    id: Any = HiddenField()
    kind: Any = SelectField("Gap", choices={kind.name: kind.label for kind in GAP_KINDS.values()})
    lines: Any = TextAreaField("Answers, one a line", [Optional(), Length(max=QUESTION)], render_kw={"rows": 3})
    weight: Any = IntegerField("Weight", [Optional(), NumberRange(1, 100)], default=1)


# What learners see with the pictures in it.
SHOWING = (ChoiceRow, PairRow, ItemRow)


def listed(row: type[Form]) -> Any:
    """A list of such rows."""
    return FieldList(FormField(row), max_entries=MOST_ROWS)
