"""Questions whose answer is chosen: one of several, several of them, true or false."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from educrowd.core.api import Schema, fields, validate

from .kind import (
    ALL,
    LONGEST,
    MOST_ROWS,
    NONE,
    Percent,
    QuestionKind,
    Result,
    Row,
    misfit,
    name_rows,
    percent,
    public,
    refuse,
    require_different,
    share,
)


class ChoiceRow(Row):
    fraction = Percent(load_default=0.0, metadata={"description": "Percent of the points; may be negative."})
    feedback = fields.Text(LONGEST, blank=True, load_default="")


class Choices(Schema):
    choices = fields.List(fields.Nested(ChoiceRow), required=True, validate=validate.Length(2, MOST_ROWS))
    shuffle = fields.Boolean(load_default=True)


class _Listed(QuestionKind):
    content = Choices

    def check(self, content: dict[str, Any]) -> None:
        require_different((row["text"].strip() for row in content["choices"]), "choices")
        name_rows(content["choices"], "choices")

    def asked(self, content: dict[str, Any]) -> dict[str, Any]:
        return {"choices": public(content["choices"], shuffled=content["shuffle"]), "shuffle": content["shuffle"]}

    def _row(self, content: dict[str, Any], id: Any) -> dict[str, Any]:
        found = next((row for row in content["choices"] if row["id"] == id), None)
        if found is None:
            raise misfit("Choose from what is offered.")
        return found


class Choice(_Listed):
    """One of several. A wrong one may cost points: its share is negative."""

    name, label, hint = "choice", "One of several", "Exactly one is chosen."

    def check(self, content: dict[str, Any]) -> None:
        super().check(content)
        if max(row["fraction"] for row in content["choices"]) != 100:
            raise refuse("choices", "One of them must be worth 100%.")

    def accepts(self, content: dict[str, Any], answer: Any) -> str | None:
        return self._row(content, answer)["id"] if answer not in (None, "") else None

    def judge(self, content: dict[str, Any], answer: str) -> Result:
        row = self._row(content, answer)
        return Result(percent(row["fraction"]), f"“{row['text']}” gives {row['fraction']:g}%.", _said([row]))

    def right(self, content: dict[str, Any]) -> str:
        return " or ".join(row["text"] for row in content["choices"] if row["fraction"] == 100)

    def said(self, content: dict[str, Any], answer: Any) -> str:
        return self._row(content, answer)["text"]


class Multiple(_Listed):
    """Several of them. The positive shares together are all of the points; less than nothing is nothing."""

    name, label, hint = "multiple", "Several of many", "Those worth more than 0% share the points."

    def check(self, content: dict[str, Any]) -> None:
        super().check(content)
        if not any(row["fraction"] > 0 for row in content["choices"]):
            raise refuse("choices", "One of them must be right: worth more than 0%.")

    def accepts(self, content: dict[str, Any], answer: Any) -> list[str] | None:
        if answer in (None, []):
            return None
        if not isinstance(answer, list) or len(answer) > MOST_ROWS:
            raise misfit("Send a list of ids.")
        return sorted({self._row(content, id)["id"] for id in answer})

    def judge(self, content: dict[str, Any], answer: list[str]) -> Result:
        rows = [self._row(content, id) for id in answer]
        whole = sum((_weight(row) for row in content["choices"] if row["fraction"] > 0), NONE)
        reached = sum(map(_weight, rows), NONE)
        right = sum(row["fraction"] > 0 for row in rows)
        of = sum(row["fraction"] > 0 for row in content["choices"])
        words = f"{right} of {of} right chosen, {len(rows) - right} wrong."
        return Result(min(ALL, max(NONE, share(reached, whole))), words, _said(rows))

    def right(self, content: dict[str, Any]) -> str:
        return "; ".join(row["text"] for row in content["choices"] if row["fraction"] > 0)

    def said(self, content: dict[str, Any], answer: Any) -> str:
        return "; ".join(self._row(content, id)["text"] for id in answer)

    def read(self, content: dict[str, Any], form: Any, name: str) -> Any:
        return form.getlist(name) or None


class TrueOrFalse(Schema):
    correct = fields.Boolean(required=True)
    feedback_true = fields.Text(LONGEST, blank=True, load_default="")
    feedback_false = fields.Text(LONGEST, blank=True, load_default="")


class TrueFalse(QuestionKind):
    name, label, hint = "truefalse", "True or false", "A statement that is true or not."
    content = TrueOrFalse

    def asked(self, content: dict[str, Any]) -> dict[str, Any]:
        return {}

    def accepts(self, content: dict[str, Any], answer: Any) -> bool | None:
        if answer is not None and not isinstance(answer, bool):
            raise misfit("Send true or false.")
        return answer

    def judge(self, content: dict[str, Any], answer: bool) -> Result:
        said = content["feedback_true" if answer else "feedback_false"]
        is_right = answer is content["correct"]
        words = f"It is {'true' if content['correct'] else 'false'}."
        return Result(ALL if is_right else NONE, words, (said,) if said else ())

    def right(self, content: dict[str, Any]) -> str:
        return "True" if content["correct"] else "False"

    def said(self, content: dict[str, Any], answer: Any) -> str:
        return "True" if answer else "False"

    def read(self, content: dict[str, Any], form: Any, name: str) -> Any:
        return {"true": True, "false": False}.get(form.get(name, ""))


def _weight(row: dict[str, Any]) -> Decimal:
    return Decimal(str(row["fraction"]))


def _said(rows: list[dict[str, Any]]) -> tuple[str, ...]:
    return tuple(row["feedback"] for row in rows if row["feedback"])
