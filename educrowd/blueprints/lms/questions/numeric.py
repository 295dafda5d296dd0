"""Questions that are answered with a number, with or without a unit."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from marshmallow import ValidationError

from educrowd.core.api import Schema, fields, validate

from .kind import LONGEST, MOST_ROWS, NONE, Percent, QuestionKind, Result, percent, refuse, require_different
from .reading import decimal, readings
from .short import typed
from .words import normal


class Number(fields.String):
    """A number written plainly, as "9.81" or "6.022e23": text, so that every digit is kept."""

    def __init__(self, *, least: int | None = None, above: bool = False, **kwargs: Any):
        super().__init__(**kwargs)
        self.least, self.above = least, above

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> str:
        written = str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value
        text = super()._deserialize(written, *args, **kwargs).strip()
        number = decimal(text) if len(text) <= 100 else None
        if number is None:
            raise ValidationError("Write a plain number, such as 9.81 or 6.022e23.")
        if self.least is not None and (number < self.least or (self.above and number == self.least)):
            raise ValidationError(f"Must be {'more than' if self.above else 'at least'} {self.least}.")
        return text


class NumberRow(Schema):
    value = Number(required=True, metadata={"example": "9.81"})
    tolerance = Number(least=0, load_default="0", metadata={"example": "0.01"})
    fraction = Percent(load_default=100.0)
    feedback = fields.Text(LONGEST, blank=True, load_default="")


class UnitRow(Schema):
    unit = fields.Text(40, required=True, metadata={"example": "cm"})
    factor = Number(least=0, above=True, load_default="1", metadata={"example": "0.01"})


class Numbers(Schema):
    answers = fields.List(fields.Nested(NumberRow), required=True, validate=validate.Length(1, MOST_ROWS))
    units = fields.List(fields.Nested(UnitRow), load_default=list, validate=validate.Length(max=MOST_ROWS))
    unit_required = fields.Boolean(load_default=False)


class Numeric(QuestionKind):
    """A number within a tolerance, its edges included. Units are compared as they are written, capitals too."""

    name, label, hint = "numeric", "Number", "With a tolerance; units if you name some."
    content = Numbers

    def check(self, content: dict[str, Any]) -> None:
        require_different((_unit(row["unit"]) for row in content["units"]), "units")
        if max(row["fraction"] for row in content["answers"]) != 100:
            raise refuse("answers", "One of them must be worth 100%.")
        if content["unit_required"] and not content["units"]:
            raise refuse("units", "Name the units that are accepted.")

    def asked(self, content: dict[str, Any]) -> dict[str, Any]:
        return {"unit_required": content["unit_required"]}

    def accepts(self, content: dict[str, Any], answer: Any) -> str | None:
        if isinstance(answer, int | float) and not isinstance(answer, bool):
            answer = str(answer)
        return typed(answer)

    def judge(self, content: dict[str, Any], answer: str) -> Result:
        numbers, unit = readings(answer)
        if not numbers:
            return Result(NONE, "This is no number.")
        factor = _factor(content, unit)
        if factor is None:
            return Result(NONE, f"The unit “{unit}” is not accepted." if unit else "The unit is missing.")
        read = f"Read as {' or '.join(str(number) for number in numbers)}{' ' + unit if unit else ''}"
        for row in content["answers"]:
            if any(_is_within(number * factor, row) for number in numbers):
                said = (row["feedback"],) if row["feedback"] else ()
                return Result(percent(row["fraction"]), f"{read}: gives {row['fraction']:g}%.", said)
        return Result(NONE, f"{read}: outside of what is accepted.")

    def right(self, content: dict[str, Any]) -> str:
        unit = f" {content['units'][0]['unit']}" if content["units"] else ""
        return " or ".join(_words(row) + unit for row in content["answers"] if row["fraction"] == 100)


def _words(row: dict[str, Any]) -> str:
    return f"{row['value']} ± {row['tolerance']}" if Decimal(row["tolerance"]) else row["value"]


def _is_within(number: Decimal, row: dict[str, Any]) -> bool:
    return abs(number - Decimal(row["value"])) <= Decimal(row["tolerance"])


def _factor(content: dict[str, Any], unit: str) -> Decimal | None:
    """By what the number is multiplied; None for a unit that is unknown, or missing though it is wanted."""
    if not unit:
        return None if content["unit_required"] else Decimal(1)
    known = {_unit(row["unit"]): Decimal(row["factor"]) for row in content["units"]}
    return known.get(_unit(unit))


def _unit(text: str) -> str:
    # The micro sign and the Greek letter look alike, and both are on keyboards.
    return normal(text, case_sensitive=True).replace("µ", "μ")
