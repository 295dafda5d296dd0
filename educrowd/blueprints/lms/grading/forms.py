"""What people fill in about grades."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from wtforms import BooleanField, DecimalField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from educrowd.core.forms import Form

from ..limits import MOST_POINTS, NOTE, TITLE
from .folding import plain

LEAST = Decimal("0.01")


class PointsField(DecimalField):
    """A number as people type it, with a comma or a point."""

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs.setdefault("render_kw", {"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(*args, places=None, **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata([value.strip().replace(",", ".") for value in valuelist])

    def _value(self) -> str:
        return self.raw_data[0] if self.raw_data else "" if self.data is None else plain(self.data)


class GradeForm(Form):
    change: Any = RadioField(
        "What becomes of it",
        choices={"graded": "A grade", "exempt": "Exempt: it doesn't count", "do_over": "No grade: do it over"},
        default="graded",
    )
    points: Any = PointsField("Points", [Optional(), NumberRange(0, MOST_POINTS)])
    out_of: Any = PointsField("Out of", [Optional(), NumberRange(LEAST, MOST_POINTS)])
    note: Any = StringField("Note", [Optional(), Length(max=NOTE)], description="The learner reads it with the grade.")

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = super().validate(extra_validators)
        for field in (self.points, self.out_of) if self.change.data == "graded" else ():
            if field.data is None and not field.errors:
                field.errors = [*field.errors, "This field is required."]
        return is_valid and not self.errors


class GroupForm(Form):
    title: Any = StringField("Title", [DataRequired(), Length(max=TITLE)], description="Quizzes, for instance.")
    weight: Any = PointsField(
        "Weight", [InputRequired(), NumberRange(LEAST, 10_000)], description="Percent, or any other share."
    )
    drop_lowest: Any = IntegerField(
        "Drop the lowest", [Optional(), NumberRange(0, 100)], description="So many grades don't count.", default=0
    )

    @property
    def facts(self) -> dict[str, Any]:
        return {**self.data, "drop_lowest": self.drop_lowest.data or 0}


class ItemForm(Form):
    """How a lesson counts."""

    out_of: Any = PointsField(
        "Counts as",
        [InputRequired(), NumberRange(LEAST, MOST_POINTS)],
        default=Decimal(100),
        description="Points: more than its neighbors' means that it weighs more in its group.",
    )
    group_id: Any = SelectField("Group", coerce=int, validate_choice=True)
    held: Any = BooleanField("Hold grades back", description="Learners see them when you release them, all at once.")

    def __init__(self, groups: list[Any], *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.group_id.choices = {0: "No group"} | {group.id: group.title for group in groups}

    @property
    def facts(self) -> dict[str, Any]:
        return {**self.data, "group_id": self.group_id.data or None}


class HandItemForm(ItemForm):
    """Something graded by hand, which is no lesson."""

    title: Any = StringField("Title", [DataRequired(), Length(max=TITLE)], description="An oral exam, for instance.")
