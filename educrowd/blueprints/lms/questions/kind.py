"""What all kinds of questions share: a checked content, an answer that fits it, and a result that says why."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from marshmallow import ValidationError

from educrowd.core.api import Schema, fields, validate
from educrowd.core.api.errors import problems
from educrowd.core.errors import Invalid

LONGEST = 2_000
MOST_ROWS = 50
ID = r"^[a-z0-9]{1,12}\Z"
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
NONE, ALL = Decimal(0), Decimal(1)
STEP = Decimal("0.00001")


@dataclass(frozen=True, slots=True)
class Result:
    """The share of the points, from -1 to 1, and why; None waits for a person."""

    fraction: Decimal | None
    explanation: str
    feedback: tuple[str, ...] = ()


UNANSWERED = Result(NONE, "Not answered.")


class Percent(fields.Float):
    """A share of the points, from -100 to 100, to five decimals."""

    def __init__(self, **kwargs: Any):
        super().__init__(validate=validate.Range(-100, 100), **kwargs)

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> float:
        return round(super()._deserialize(value, *args, **kwargs), 5)


class Row(Schema):
    """Something that is named in answers: its id tells nothing, neither of its place nor of whether it is right."""

    id = fields.String(validate=validate.Regexp(ID))
    text = fields.Text(LONGEST, required=True)


class QuestionKind:
    """One kind: `content` is what an author sets; `asked` is all of it that learners may have."""

    name = ""
    label = ""
    hint = ""
    content: type[Schema] = Schema

    def checked(self, content: Any) -> dict[str, Any]:
        """Content as it is kept; Invalid with the field that is at fault."""
        try:
            loaded: Any = self.content().load(content)
            self.check(loaded)
        except ValidationError as error:
            first = problems(error.messages, ("content",))[0]
            raise Invalid(first["field"], first["message"], code=first["code"]) from error
        return loaded

    def check(self, content: dict[str, Any]) -> None:
        """What the schema can't say; ValidationError. May give ids to rows."""

    def asked(self, content: dict[str, Any]) -> dict[str, Any]:
        """What is asked, without anything that tells the answer."""
        raise NotImplementedError

    def accepts(self, content: dict[str, Any], answer: Any) -> Any:
        """The answer as it is kept, None for no answer; Invalid where it is no answer to this question."""
        raise NotImplementedError

    def grade(self, content: dict[str, Any], answer: Any) -> Result:
        """What the answer is worth; one that does not fit the question counts as none."""
        try:
            given = self.accepts(content, answer)
        except Invalid:
            given = None
        return UNANSWERED if given is None else self.judge(content, given)

    def judge(self, content: dict[str, Any], answer: Any) -> Result:
        """The same for an answer that fits."""
        raise NotImplementedError

    def right(self, content: dict[str, Any]) -> str:
        """The right answer in words, for those who may read it."""
        raise NotImplementedError

    def said(self, content: dict[str, Any], answer: Any) -> str:
        """An answer in words."""
        return str(answer)

    def read(self, content: dict[str, Any], form: Any, name: str) -> Any:
        """The answer that a form has under this name."""
        return form.get(name) or None


def share(part: Decimal, whole: Decimal) -> Decimal:
    """A part of the whole, to five decimals, so that three thirds of 33.33333 are all."""
    return (part / whole).quantize(STEP, ROUND_HALF_EVEN) if whole else NONE


def percent(value: float) -> Decimal:
    """A share in percent as a fraction."""
    return share(Decimal(str(value)), Decimal(100))


def misfit(message: str = "This is no answer to this question.") -> Invalid:
    return Invalid("answer", message)


def refuse(field: str, message: str) -> ValidationError:
    return ValidationError({field: [message]})


def name_rows(rows: list[dict[str, Any]], field: str) -> None:
    """Give an id by chance to each row that has none; ids must differ."""
    taken = {row["id"] for row in rows if "id" in row}
    if len(taken) < sum("id" in row for row in rows):
        raise refuse(field, "Two of them have the same id.")
    for row in rows:
        if "id" not in row:
            row["id"] = new_id(taken)
            taken.add(row["id"])


def require_different(texts: Iterable[str], field: str) -> None:
    known = list(texts)
    if len(set(known)) < len(known):
        raise refuse(field, "Two of them are the same.")


def public(rows: list[dict[str, Any]], *, shuffled: bool = True) -> list[dict[str, str]]:
    """Rows as learners get them: by id where the author's order would tell something."""
    shown = [{"id": row["id"], "text": row["text"]} for row in rows]
    return sorted(shown, key=lambda row: row["id"]) if shuffled else shown


def new_id(taken: set[str]) -> str:
    """Five characters by chance that are not taken yet."""
    while (made := "".join(secrets.choice(LETTERS) for _ in range(5))) in taken:
        pass
    return made
