"""Questions that put things in order."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Any

from educrowd.core.api import Schema, fields, validate

from .kind import ALL, MOST_ROWS, NONE, QuestionKind, Result, Row, misfit, name_rows, public, require_different, share


class Ordered(Schema):
    items = fields.List(
        fields.Nested(Row),
        required=True,
        validate=validate.Length(2, MOST_ROWS),
        metadata={"description": "In the right order."},
    )
    all_or_nothing = fields.Boolean(load_default=False)


class Order(QuestionKind):
    """Each thing that is followed by the one which should follow it gives its share."""

    name, label, hint = "order", "Put in order", "Each one followed by the right one gives its share."
    content = Ordered

    def check(self, content: dict[str, Any]) -> None:
        require_different((row["text"].strip() for row in content["items"]), "items")
        name_rows(content["items"], "items")

    def asked(self, content: dict[str, Any]) -> dict[str, Any]:
        return {"items": public(content["items"])}

    def accepts(self, content: dict[str, Any], answer: Any) -> list[str] | None:
        if answer in (None, []):
            return None
        ids = [row["id"] for row in content["items"]]
        if not isinstance(answer, list) or not all(isinstance(id, str) for id in answer):
            raise misfit("Send a list of ids.")
        if sorted(answer) != sorted(ids):
            raise misfit("Name every item once.")
        return answer

    def judge(self, content: dict[str, Any], answer: list[str]) -> Result:
        wanted = [row["id"] for row in content["items"]]
        steps = set(pairwise(wanted))
        right = len(steps & set(pairwise(answer)))
        if content["all_or_nothing"]:
            return Result(ALL if answer == wanted else NONE, "In order." if answer == wanted else "Not in order.")
        words = f"{right} of {len(steps)} are followed by the right one."
        return Result(share(Decimal(right), Decimal(len(steps))), words)

    def right(self, content: dict[str, Any]) -> str:
        return " → ".join(row["text"] for row in content["items"])

    def said(self, content: dict[str, Any], answer: Any) -> str:
        texts = {row["id"]: row["text"] for row in content["items"]}
        return " → ".join(texts[id] for id in answer)

    def read(self, content: dict[str, Any], form: Any, name: str) -> Any:
        """Each item comes with the number of its place; what has none stays behind those that have one."""
        rows = public(content["items"])
        places = {row["id"]: form.get(f"{name}-{row['id']}", "", type=int) for row in rows}
        if not any(isinstance(place, int) for place in places.values()):
            return None
        return sorted(places, key=lambda id: places[id] if isinstance(places[id], int) else MOST_ROWS + 1)
