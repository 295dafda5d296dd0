"""The forms of the quiz builder."""

from __future__ import annotations

from typing import Any

from wtforms import FieldList, HiddenField, IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional

from educrowd.core.forms import Form

from ..grading.forms import PointsField
from .settings import MOST_POINTS, MOST_SLOTS


def _points(*, optional: bool) -> Any:
    checks = [Optional() if optional else InputRequired(), NumberRange(0, MOST_POINTS)]
    return PointsField("Points", checks, default=1, render_kw={"inputmode": "decimal", "autocomplete": "off"})


class SlotsForm(Form):
    """The points of all slots, and what the pressed button says: "up-3", "down-3", "remove-3" or "save"."""

    version: Any = IntegerField("Version", [InputRequired()])
    points: Any = FieldList(_points(optional=True), max_entries=MOST_SLOTS)
    do: Any = HiddenField()

    @property
    def worth(self) -> list[float | None]:
        return [None if points is None else float(points) for points in self.points.data]

    @property
    def wish(self) -> tuple[str, int]:
        """What to do, and with which slot."""
        verb, _, place = (self.do.data or "save").partition("-")
        return verb, int(place) if place.isdecimal() and len(place) < 5 else -1


class DrawForm(Form):
    id_prefix = "draw"

    version: Any = IntegerField("Version", [InputRequired()])
    category: Any = SelectField("Category")
    draw: Any = IntegerField("How many", [InputRequired(), NumberRange(1, 100)], default=1)
    points: Any = _points(optional=False)

    def __init__(self, sizes: dict[str, int], **options: Any):
        super().__init__(**options)
        self.category.choices = {name: f"{name} ({size})" for name, size in sizes.items()}
