"""Texts with gaps: `[[1]]` in the text stands for the first gap."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from marshmallow import ValidationError

from educrowd.core.api import Schema, fields, validate
from educrowd.core.errors import Invalid
from educrowd.core.markdown import render

from .choosing import Choice
from .kind import ID, MOST_ROWS, NONE, QuestionKind, Result, misfit, name_rows, share
from .numeric import Numeric
from .short import Short

KINDS: dict[str, QuestionKind] = {kind.name: kind for kind in (Short(), Numeric(), Choice())}
GAP = re.compile(r"\[\[(\d{1,2})\]\]")
# A tag as our renderer writes it: attributes in double quotes. A gap inside one is no gap.
TAG = re.compile(r"""(<(?:[^>"]|"[^"]*")*>)""")


class GapRow(Schema):
    id = fields.String(validate=validate.Regexp(ID))
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    weight = fields.Integer(strict=True, load_default=1, validate=validate.Range(1, 100))
    content = fields.Dict(required=True, metadata={"description": "As a question of this kind has it."})


class Gaps(Schema):
    gaps = fields.List(fields.Nested(GapRow), required=True, validate=validate.Length(1, MOST_ROWS))


class Cloze(QuestionKind):
    """Each gap is a small question of its own, with a weight; less than nothing is nothing."""

    name, label, hint = "cloze", "Fill in the gaps", "Write [[1]], [[2]] … into the text where a gap is."
    content = Gaps

    def check(self, content: dict[str, Any]) -> None:
        name_rows(content["gaps"], "gaps")
        for place, gap in enumerate(content["gaps"]):
            try:
                gap["content"] = KINDS[gap["kind"]].checked(gap["content"])
            except Invalid as refusal:
                field = (refusal.field or "").removeprefix("content.")
                raise ValidationError({"gaps": {str(place): {field or "content": [refusal.message]}}}) from refusal

    def check_text(self, text: str, content: dict[str, Any]) -> None:
        """Each gap stands once in the text, and nothing else does; Invalid."""
        found = sorted(part for part in pieces(render(text)) if isinstance(part, int))
        if found != list(range(1, len(content["gaps"]) + 1)):
            raise Invalid("text", f"The text must have each gap once: [[1]] to [[{len(content['gaps'])}]].")

    def asked(self, content: dict[str, Any]) -> dict[str, Any]:
        return {"gaps": [_asked(gap) for gap in content["gaps"]]}

    def accepts(self, content: dict[str, Any], answer: Any) -> dict[str, Any] | None:
        if answer is None:
            return None
        if not isinstance(answer, dict) or not set(answer) <= {gap["id"] for gap in content["gaps"]}:
            raise misfit("Send an object: the id of each gap with what is in it.")
        given = {gap["id"]: _kind(gap).accepts(gap["content"], answer.get(gap["id"])) for gap in content["gaps"]}
        return {id: each for id, each in given.items() if each is not None} or None

    def judge(self, content: dict[str, Any], answer: dict[str, Any]) -> Result:
        results = [(gap, _kind(gap).grade(gap["content"], answer.get(gap["id"]))) for gap in content["gaps"]]
        reached = sum((gap["weight"] * max(NONE, result.fraction or NONE) for gap, result in results), NONE)
        whole = sum(gap["weight"] for gap in content["gaps"])
        words = " ".join(f"{place}: {result.explanation}" for place, (_, result) in enumerate(results, start=1))
        said = tuple(feedback for _, result in results for feedback in result.feedback)
        return Result(share(reached, Decimal(whole)), words, said)

    def right(self, content: dict[str, Any]) -> str:
        return "; ".join(_kind(gap).right(gap["content"]) for gap in content["gaps"])

    def said(self, content: dict[str, Any], answer: Any) -> str:
        return "; ".join(_said(gap, answer.get(gap["id"])) for gap in content["gaps"])

    def read(self, content: dict[str, Any], form: Any, name: str) -> Any:
        return {gap["id"]: form.get(f"{name}-{gap['id']}") for gap in content["gaps"]}


def pieces(html: str) -> Iterator[str | int]:
    """HTML in pieces, with the number of a gap between them."""
    for part in TAG.split(html):
        if part.startswith("<"):
            yield part
            continue
        for place, text in enumerate(GAP.split(part)):
            yield int(text) if place % 2 else text


def _kind(gap: dict[str, Any]) -> QuestionKind:
    return KINDS[gap["kind"]]


def _asked(gap: dict[str, Any]) -> dict[str, Any]:
    return {"id": gap["id"], "kind": gap["kind"], **_kind(gap).asked(gap["content"])}


def _said(gap: dict[str, Any], answer: Any) -> str:
    return "–" if answer is None else _kind(gap).said(gap["content"], answer)
