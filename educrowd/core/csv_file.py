"""Tables as files: CSV that spreadsheets open as it is meant, cells of strangers included, however long it is."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextvars import copy_context
from datetime import datetime
from io import StringIO
from typing import Any

from flask import Response, current_app
from sqlalchemy import Select

from .current import current
from .db import db
from .pages import unkept
from .tenancy import bind

# A spreadsheet takes a cell that begins so for a formula, some the wide signs too; a backer's name is none.
SIGNS = "=+@\uff1d\uff0b\uff0d\uff20-"
FORMULA_STARTS = (*SIGNS, *"\t\r\n")
# Where semicolons part a list, as in Germany and France, a spreadsheet begins a cell at each of them, and at each line.
# What stands before a sign is taken with or without one, so that blanks alone are read once.
INSIDE = re.compile(rf"([;\t\r\n][;\s\"]*+)([{SIGNS}]?)")
ROWS_AT_ONCE = 500

Row = Callable[[Any], Sequence[Any]]
Lines = Callable[[Any], Iterable[Sequence[Any]]]


def csv_file(name: str, heading: Sequence[str], statement: Select[Any], row: Row) -> Response:
    """A download called `name`: a line of headings, then `row(each)` for all that the select finds; moments in UTC.

    Rows are read from the database while they are sent, so memory holds a few hundred of them.
    """
    return csv_lines(name, heading, statement, lambda each: (row(each),))


def csv_lines(name: str, heading: Sequence[str], statement: Select[Any], lines: Lines) -> Response:
    """The same where each thing that the select finds has several lines, or none."""
    return _download(name, Chunks(_lines(heading, statement, lines)))


def csv_list(name: str, heading: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
    """The same of a few rows that are at hand: sums, for instance."""
    return _download(name, _text_of([_cell(value) for value in row] for row in [heading, *rows]))


def _download(name: str, content: Any) -> Response:
    response = Response(content, mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return unkept(response)


class Chunks:
    """A generator that outlives its request: each step runs in a context of its own, so nothing of it leaks out.

    The first step is taken at once: what can't be read is an error page then, not half a file.
    """

    def __init__(self, generator: Iterator[str]):
        self._generator: Any = generator
        self._context = copy_context()
        self._first: str | None = self._step()

    def __iter__(self) -> Chunks:
        return self

    def __next__(self) -> str:
        chunk, self._first = self._first or self._step(), None
        if chunk is None:
            raise StopIteration
        return chunk

    def close(self) -> None:
        """Let go of the cursor; the server calls it at the end, and when the reader has left."""
        self._context.run(self._generator.close)

    # An answer that was made and never sent must not end in whatever context drops it.
    __del__ = close

    def _step(self) -> str | None:
        return self._context.run(next, self._generator, None)


def _lines(heading: Sequence[str], statement: Select[Any], lines: Lines) -> Iterator[str]:
    text = _text_of([[_cell(name) for name in heading]])
    with current_app.app_context(), bind(current.tenant, current.user):
        found = db.session.scalars(statement.execution_options(yield_per=ROWS_AT_ONCE))
        for rows in found.partitions():
            yield text + _text_of([_cell(value) for value in line] for each in rows for line in lines(each))
            text = ""
    if text:
        yield text


def _text_of(rows: Any) -> str:
    text = StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, str):
        begun = f"'{value}" if value.startswith(FORMULA_STARTS) else value
        return INSIDE.sub(lambda found: f"{found[1]}'{found[2]}" if found[2] else found[1], begun)
    return value
