"""What authors fill in about a question of each kind."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import Length, NumberRange, Optional

from ..limits import QUESTION
from ..questions.essay import MOST_WORDS
from ..questions.kind import LONGEST, new_id
from .form import QuestionForm
from .lines import gap_of, lines_of_gap, lines_of_units, units_of
from .rows import AnswerRow, ChoiceRow, GapRow, ItemRow, NumberRow, PairRow, listed


class ChoicesForm(QuestionForm):
    rows: Any = listed(ChoiceRow)
    shuffle: Any = BooleanField("Shuffle the choices", default=True)
    options = ("shuffle",)

    @property
    def content(self) -> dict[str, Any]:
        return {"choices": self._rows("text"), "shuffle": self.shuffle.data}

    @classmethod
    def filled(cls, content: dict[str, Any]) -> dict[str, Any]:
        return {"rows": content["choices"], "shuffle": content["shuffle"]}


class TrueFalseForm(QuestionForm):
    correct: Any = RadioField("The statement is", choices={"true": "True", "false": "False"}, default="true")
    feedback_true: Any = StringField("Feedback to “true”", [Optional(), Length(max=LONGEST)])
    feedback_false: Any = StringField("Feedback to “false”", [Optional(), Length(max=LONGEST)])
    options = ("correct", "feedback_true", "feedback_false")

    @property
    def content(self) -> dict[str, Any]:
        said = {"feedback_true": self.feedback_true.data, "feedback_false": self.feedback_false.data}
        return {"correct": self.correct.data == "true", **said}

    @classmethod
    def filled(cls, content: dict[str, Any]) -> dict[str, Any]:
        return content | {"correct": "true" if content["correct"] else "false"}


class ShortForm(QuestionForm):
    rows: Any = listed(AnswerRow)
    case_sensitive: Any = BooleanField("Capitals matter")
    blank, options = 2, ("case_sensitive",)

    @property
    def content(self) -> dict[str, Any]:
        return {"answers": self._rows("text"), "case_sensitive": self.case_sensitive.data}

    @classmethod
    def filled(cls, content: dict[str, Any]) -> dict[str, Any]:
        return {"rows": content["answers"], "case_sensitive": content["case_sensitive"]}


class NumericForm(QuestionForm):
    rows: Any = listed(NumberRow)
    units: Any = TextAreaField(
        "Units",
        [Optional(), Length(max=LONGEST)],
        description="One a line: m, or km = 1000 for what is a thousand times the number above.",
        render_kw={"rows": 3},
    )
    unit_required: Any = BooleanField("The unit must be given")
    blank, options = 1, ("units", "unit_required")

    @property
    def content(self) -> dict[str, Any]:
        units = units_of(self.units.data or "")
        return {"answers": self._rows("value"), "units": units, "unit_required": self.unit_required.data}

    @classmethod
    def filled(cls, content: dict[str, Any]) -> dict[str, Any]:
        shown = {"rows": content["answers"], "unit_required": content["unit_required"]}
        return shown | {"units": lines_of_units(content["units"])}


class MatchForm(QuestionForm):
    rows: Any = listed(PairRow)
    extra: Any = TextAreaField(
        "Further partners",
        [Optional(), Length(max=QUESTION)],
        description="One a line: offered, but belonging to nothing.",
        render_kw={"rows": 3},
    )
    options = ("extra",)

    @property
    def content(self) -> dict[str, Any]:
        rows = self._rows("text", "partner")
        extra = [line.strip() for line in (self.extra.data or "").splitlines() if line.strip()]
        known: dict[str, str] = {}
        for row in rows:
            text, id = row.get("partner", ""), row.get("option")
            if text not in known:
                known[text] = id if id and id not in known.values() else new_id(set(known.values()))
        pairs = [row | {"option": known[row.pop("partner", "")]} for row in rows]
        options = [{"id": id, "text": text} for text, id in known.items() if text]
        return {"pairs": pairs, "options": options + [{"text": text} for text in extra if text not in known]}

    @classmethod
    def filled(cls, content: dict[str, Any]) -> dict[str, Any]:
        texts = {row["id"]: row["text"] for row in content["options"]}
        used = {row["option"] for row in content["pairs"]}
        extra = [text for id, text in texts.items() if id not in used]
        rows = [row | {"partner": texts[row["option"]]} for row in content["pairs"]]
        return {"rows": rows, "extra": "\n".join(extra)}


class OrderForm(QuestionForm):
    rows: Any = listed(ItemRow)
    all_or_nothing: Any = BooleanField("All or nothing", description="Only the whole order in one gives points.")
    options = ("all_or_nothing",)

    @property
    def content(self) -> dict[str, Any]:
        return {"items": self._rows("text"), "all_or_nothing": self.all_or_nothing.data}

    @classmethod
    def filled(cls, content: dict[str, Any]) -> dict[str, Any]:
        return {"rows": content["items"], "all_or_nothing": content["all_or_nothing"]}


class ClozeForm(QuestionForm):
    rows: Any = listed(GapRow)
    blank = 2

    @property
    def content(self) -> dict[str, Any]:
        rows = self._rows("lines")
        return {"gaps": [{"content": gap_of(row["kind"], row.pop("lines")), **row} for row in rows]}

    @classmethod
    def filled(cls, content: dict[str, Any]) -> dict[str, Any]:
        return {"rows": [gap | {"lines": lines_of_gap(gap["kind"], gap["content"])} for gap in content["gaps"]]}


class EssayForm(QuestionForm):
    least_words: Any = IntegerField("At least so many words", [Optional(), NumberRange(0, MOST_WORDS)], default=0)
    note: Any = TextAreaField("For those who grade", [Optional(), Length(max=5_000)], render_kw={"rows": 3})
    options = ("least_words", "note")

    @property
    def content(self) -> dict[str, Any]:
        return {"least_words": self.least_words.data or 0, "note": self.note.data}

    @classmethod
    def filled(cls, content: dict[str, Any]) -> dict[str, Any]:
        return content


FORMS: dict[str, type[QuestionForm]] = {
    "choice": ChoicesForm,
    "multiple": ChoicesForm,
    "truefalse": TrueFalseForm,
    "short": ShortForm,
    "numeric": NumericForm,
    "match": MatchForm,
    "order": OrderForm,
    "cloze": ClozeForm,
    "essay": EssayForm,
}
