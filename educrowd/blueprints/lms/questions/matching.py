"""Questions that find the partner of each thing."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from educrowd.core.api import Schema, fields, validate

from .kind import ID, MOST_ROWS, QuestionKind, Result, Row, misfit, name_rows, public, refuse, require_different, share


class PairRow(Row):
    option = fields.String(required=True, validate=validate.Regexp(ID), metadata={"description": "Its partner's id."})


class Pairs(Schema):
    pairs = fields.List(fields.Nested(PairRow), required=True, validate=validate.Length(2, MOST_ROWS))
    options = fields.List(fields.Nested(Row), required=True, validate=validate.Length(2, MOST_ROWS))


class Match(QuestionKind):
    """Each right pair gives its share. Partners may be more than things, and one may fit twice."""

    name, label, hint = "match", "Match", "Each thing has a partner; each right pair gives its share."
    content = Pairs

    def check(self, content: dict[str, Any]) -> None:
        require_different((row["text"].strip() for row in content["pairs"]), "pairs")
        require_different((row["text"].strip() for row in content["options"]), "options")
        name_rows(content["pairs"], "pairs")
        name_rows(content["options"], "options")
        if not {row["option"] for row in content["pairs"]} <= {row["id"] for row in content["options"]}:
            raise refuse("pairs", "A partner is not among the options.")

    def asked(self, content: dict[str, Any]) -> dict[str, Any]:
        return {"pairs": public(content["pairs"], shuffled=False), "options": public(content["options"])}

    def accepts(self, content: dict[str, Any], answer: Any) -> dict[str, str] | None:
        if answer is None:
            return None
        if not isinstance(answer, dict):
            raise misfit("Send an object: the id of each thing with the id of its partner.")
        things, partners = _ids(content["pairs"]), _ids(content["options"])
        given = {thing: partner for thing, partner in answer.items() if partner not in (None, "")}
        if not all(thing in things and partner in partners for thing, partner in given.items()):
            raise misfit("Choose from what is offered.")
        return given or None

    def judge(self, content: dict[str, Any], answer: dict[str, str]) -> Result:
        right = sum(answer.get(row["id"]) == row["option"] for row in content["pairs"])
        of = len(content["pairs"])
        return Result(share(Decimal(right), Decimal(of)), f"{right} of {of} pairs are right.")

    def right(self, content: dict[str, Any]) -> str:
        return self.said(content, {row["id"]: row["option"] for row in content["pairs"]})

    def said(self, content: dict[str, Any], answer: Any) -> str:
        partners = {row["id"]: row["text"] for row in content["options"]}
        pairs = [(row["text"], partners.get(answer.get(row["id"], ""), "nothing")) for row in content["pairs"]]
        return "; ".join(f"{thing} – {partner}" for thing, partner in pairs)

    def read(self, content: dict[str, Any], form: Any, name: str) -> Any:
        return {row["id"]: form.get(f"{name}-{row['id']}", "") for row in content["pairs"]}


def _ids(rows: list[dict[str, Any]]) -> list[Any]:
    return [row["id"] for row in rows]
