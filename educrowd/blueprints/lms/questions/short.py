"""Questions that are answered with a word or a few."""

from __future__ import annotations

from typing import Any

from educrowd.core.api import Schema, fields, validate

from .kind import LONGEST, MOST_ROWS, NONE, Percent, QuestionKind, Result, misfit, percent, refuse, require_different
from .words import normal

LONGEST_ANSWER = 500


class AcceptedRow(Schema):
    text = fields.Text(LONGEST_ANSWER, required=True)
    fraction = Percent(load_default=100.0)
    feedback = fields.Text(LONGEST, blank=True, load_default="")


class Accepted(Schema):
    answers = fields.List(fields.Nested(AcceptedRow), required=True, validate=validate.Length(1, MOST_ROWS))
    case_sensitive = fields.Boolean(load_default=False)


class Short(QuestionKind):
    """The whole text counts, as words.normal compares it."""

    name, label, hint = "short", "Short text", "Capitals, blanks and the shape of quotes don't matter; accents do."
    content = Accepted

    def check(self, content: dict[str, Any]) -> None:
        sensitive = content["case_sensitive"]
        require_different((normal(row["text"], case_sensitive=sensitive) for row in content["answers"]), "answers")
        if max(row["fraction"] for row in content["answers"]) != 100:
            raise refuse("answers", "One of them must be worth 100%.")

    def asked(self, content: dict[str, Any]) -> dict[str, Any]:
        return {}

    def accepts(self, content: dict[str, Any], answer: Any) -> str | None:
        return typed(answer)

    def judge(self, content: dict[str, Any], answer: str) -> Result:
        sensitive = content["case_sensitive"]
        given = normal(answer, case_sensitive=sensitive)
        for row in content["answers"]:
            if normal(row["text"], case_sensitive=sensitive) == given:
                said = (row["feedback"],) if row["feedback"] else ()
                return Result(percent(row["fraction"]), f"“{row['text']}” gives {row['fraction']:g}%.", said)
        return Result(NONE, "None of the accepted answers.")

    def right(self, content: dict[str, Any]) -> str:
        return " or ".join(row["text"] for row in content["answers"] if row["fraction"] == 100)


def typed(answer: Any) -> str | None:
    """What somebody typed; blank is no answer."""
    if answer is not None and not isinstance(answer, str):
        raise misfit("Send a text.")
    if answer and len(answer) > LONGEST_ANSWER:
        raise misfit(f"At most {LONGEST_ANSWER} characters.")
    return answer.strip() or None if answer else None
