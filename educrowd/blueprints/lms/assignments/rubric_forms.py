"""What people fill in about rubrics: the rubric itself, and marks by it."""

from __future__ import annotations

from typing import Any

from wtforms import FieldList, FormField, HiddenField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from educrowd.core.errors import Invalid
from educrowd.core.forms import Form

from ..limits import NEWEST, REASON, TITLE
from ..models import Rubric
from ..models.uid import new_uid
from .forms import AssessmentForm
from .rubric_stands import stand_of
from .rubrics import MOST_CRITERIA, read_levels, write_levels

EXAMPLE = "3 | Clear | Every star is named\n1 | In part | Most are\n0 | Missing"


class CriterionRow(Form):
    id: Any = HiddenField()
    title: Any = StringField("Criterion", [Optional(), Length(max=TITLE)])
    description: Any = StringField("What it is about", [Optional(), Length(max=REASON)])
    levels: Any = TextAreaField(
        "Levels, one a line",
        [Optional(), Length(max=10_000)],
        description="Points, a title, and what it means, with bars between them.",
        render_kw={"rows": 4, "placeholder": EXAMPLE},
    )


class RubricForm(Form):
    title: Any = StringField("Title", [DataRequired(), Length(max=TITLE)])
    rows: Any = FieldList(FormField(CriterionRow), max_entries=MOST_CRITERIA)
    version: Any = IntegerField(widget=HiddenInput(), validators=[InputRequired(), NumberRange(0, NEWEST)], default=0)

    @classmethod
    def of(cls, rubric: Rubric | None) -> RubricForm:
        """Filled in with a rubric, or blank."""
        if rubric is None:
            return cls(formdata=None, data={"rows": [{}, {}]})
        rows = [{**each, "levels": write_levels(each["levels"])} for each in rubric.criteria]
        return cls(formdata=None, data={"title": rubric.title, "version": rubric.version, "rows": rows})

    def edit(self, wish: str) -> None:
        """What the buttons beside the rows ask for: "add", or "remove-2"."""
        name, _, place = wish.partition("-")
        if name == "add" and len(self.rows.entries) < MOST_CRITERIA:
            self.rows.append_entry({})
        elif name == "remove" and place.isdecimal() and int(place) < len(self.rows.entries):
            del self.rows.entries[int(place)]

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = super().validate(extra_validators)
        are_clear = [self._is_clear(row) for row in self._filled]
        if not are_clear:
            self.form_errors.append("A rubric has at least one criterion.")
        return is_valid and bool(are_clear) and all(are_clear)

    @property
    def facts(self) -> dict[str, Any]:
        return {"title": self.title.data, "criteria": [self._criterion(row) for row in self._filled]}

    @property
    def _filled(self) -> list[Any]:
        return [row.form for row in self.rows.entries if row.form.title.data or row.form.levels.data]

    def _is_clear(self, row: Any) -> bool:
        if not row.title.data:
            row.title.errors = [*row.title.errors, "Give the criterion a name."]
        try:
            levels = read_levels(row.levels.data)
        except Invalid as refusal:
            row.levels.errors = [*row.levels.errors, refusal.message]
        else:
            if all(level["points"] == "0" for level in levels):
                row.levels.errors = [*row.levels.errors, "One of the levels is worth something."]
        return not row.errors

    def _criterion(self, row: Any) -> dict[str, Any]:
        known = {"title": row.title.data, "description": row.description.data}
        return {"id": row.id.data[:40] or new_uid(), **known, "levels": read_levels(row.levels.data)}


class ByRubric(AssessmentForm):
    """A grade by a rubric: a level and a comment for each criterion instead of points."""

    points: Any = None
    rubric: Any = None
    criteria: list[dict[str, Any]] = []

    @property
    def chosen(self) -> dict[str, tuple[int, str]]:
        """Level and comment by criterion."""
        return {
            each["id"]: (int(self[f"mark_{place}"].data or 0), self[f"comment_{place}"].data)
            for place, each in enumerate(self.criteria)
        }

    @property
    def rows(self) -> list[tuple[Any, Any]]:
        return [(self[f"mark_{place}"], self[f"comment_{place}"]) for place in range(len(self.criteria))]

    def missing(self) -> list[Any]:
        return [field for field, _ in self.rows if not field.data and not field.errors]


def form_for(rubric: Rubric | None) -> type[AssessmentForm]:
    """The form by which a piece is graded: points, or the levels of a rubric."""
    if rubric is None:
        return AssessmentForm
    fields: dict[str, Any] = {"criteria": rubric.criteria, "rubric": HiddenField(default=stand_of(rubric))}
    for place, criterion in enumerate(rubric.criteria):
        choices = {str(number): _words(level) for number, level in enumerate(criterion["levels"], start=1)}
        fields[f"mark_{place}"] = RadioField(
            criterion["title"], [Optional()], choices=choices, description=criterion["description"]
        )
        fields[f"comment_{place}"] = StringField("Comment", [Optional(), Length(max=REASON)])
    return type("ByThisRubric", (ByRubric,), fields)


def review_form_for(rubric: Rubric | None) -> type[AssessmentForm]:
    """The same for learners who review: they return nothing, and grade no revision."""
    return type("ReviewForm", (form_for(rubric),), {"outcome": None, "revision": None})


def _words(level: dict[str, str]) -> str:
    said = f": {level['description']}" if level["description"] else ""
    return f"{level['points']} · {level['title']}{said}"
