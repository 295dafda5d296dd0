"""Questions that are answered at length and graded by a person."""

from __future__ import annotations

from typing import Any

from educrowd.core.api import Schema, fields, validate

from .kind import QuestionKind, Result, misfit

LONGEST_ESSAY = 50_000
MOST_WORDS = 10_000


class Wanted(Schema):
    least_words = fields.Integer(strict=True, load_default=0, validate=validate.Range(0, MOST_WORDS))
    note = fields.Text(5_000, blank=True, load_default="", metadata={"description": "For those who grade."})


class Essay(QuestionKind):
    name, label, hint = "essay", "Essay", "You read and grade it."
    content = Wanted

    def asked(self, content: dict[str, Any]) -> dict[str, Any]:
        return {"least_words": content["least_words"]}

    def accepts(self, content: dict[str, Any], answer: Any) -> str | None:
        if answer is not None and not isinstance(answer, str):
            raise misfit("Send a text.")
        if answer and len(answer) > LONGEST_ESSAY:
            raise misfit(f"At most {LONGEST_ESSAY} characters.")
        return answer if answer and answer.strip() else None

    def judge(self, content: dict[str, Any], answer: str) -> Result:
        return Result(None, f"{len(answer.split())} words, to be graded by a person.")

    def right(self, content: dict[str, Any]) -> str:
        return ""
