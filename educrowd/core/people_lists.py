"""Lists of people as they are pasted or exported elsewhere: an address a line, or a table with names."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any

from .errors import Invalid
from .forms import tidy

LONGEST_LIST = 100_000
LONGEST_NAME = 150
HEADINGS = {"email", "e-mail", "mail", "address", "email address"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A line as it was written."""

    number: int
    email: str
    name: str = ""


def read(text: str, *, most: int, longest: int = LONGEST_LIST) -> list[Wanted]:
    """The lines of a list: addresses alone, or a table with the columns email, name, or first and last name."""
    if len(text) > longest:
        raise Invalid("people", f"At most {longest:,} characters.")
    try:
        rows = [[tidy(cell) for cell in row] for row in csv.reader(StringIO(text.lstrip("\ufeff")), _dialect(text))]
    except csv.Error:
        raise Invalid("people", "This is no table: a quotation mark is not closed, or a cell is too long.") from None
    columns, first = _columns(rows)
    wanted = [_wanted(number, row, columns) for number, row in enumerate(rows, start=1) if number > first and any(row)]
    return _counted(wanted, most)


def listed(people: Sequence[dict[str, str]], *, most: int) -> list[Wanted]:
    """The same of what a program sends."""
    return _counted([Wanted(number, **person) for number, person in enumerate(people, start=1)], most)


def _counted(wanted: list[Wanted], most: int) -> list[Wanted]:
    if not wanted:
        raise Invalid("people", "There is nobody in this list.")
    if len(wanted) > most:
        raise Invalid("people", f"At most {most:,} people at once; this list has {len(wanted):,}.")
    return wanted


def _dialect(text: str) -> Any:
    """The delimiter is what the first line has most of."""
    first = text.lstrip("\ufeff\n").partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    return type("Listed", (csv.excel,), {"delimiter": delimiter})


def _columns(rows: list[list[str]]) -> tuple[list[str], int]:
    """What each column is, and how many lines the heading takes."""
    for number, row in enumerate(rows, start=1):
        if any(row):
            named = [cell.casefold().replace("_", " ") for cell in row]
            return (named, number) if HEADINGS & set(named) else (["email", "name"], number - 1)
    return ["email", "name"], 0


def _wanted(number: int, row: list[str], columns: list[str]) -> Wanted:
    cells = dict(zip(columns, row, strict=False))
    email = next((cells[name] for name in cells if name in HEADINGS), "")
    full = cells.get("name", "") or f"{cells.get('first name', '')} {cells.get('last name', '')}".strip()
    return Wanted(number, email, full)
