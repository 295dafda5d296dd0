"""Lines of a site's file become rows of the current site; whose rows they are, the file has no say in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import text

from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from educrowd.core.markdown import render

from .tables import Column, Table

MOST_ROWS = 500
MOST_BYTES = 2 * 1024**2
Row = dict[str, Any]


def insert(table: Table, columns: list[str], lines: Iterable[bytes], people: list[int]) -> None:
    """Write the rows of one table; `people` are the accounts whose numbers they name."""
    unknown = set(columns) - {column.name for column in table.travelling}
    if unknown or not columns:
        raise Invalid("file", f"The file knows a column of “{table.name}” that this EduCrowd does not have.")
    rows = lines if not (table.html or table.own_references) else _prepared(table, lines)
    statement = _statement(table, [*columns, *table.html])
    bound: dict[str, Any] = {"tenant_id": current.tenant_id} if table.is_shared else {}
    if any(table.by_name[name].of_person for name in columns):
        bound["people"] = people
    for batch in _batches(rows):
        db.session.execute(statement, bound | {"rows": batch})


def _statement(table: Table, columns: list[str]) -> Any:
    names = ", ".join(f'"{name}"' for name in columns)
    values = ", ".join(_value(table.by_name[name]) for name in columns)
    owner, owned = ("tenant_id, ", "CAST(:tenant_id AS bigint), ") if table.is_shared else ("", "")
    return text(
        f"INSERT INTO {table.sql} ({owner}{names}) SELECT {owned}{values}"
        f" FROM jsonb_populate_recordset(CAST(NULL AS {table.sql}), CAST(:rows AS jsonb)) r"
    )


def _value(column: Column) -> str:
    value = f'r."{column.name}"'
    if not column.of_person:
        return value
    account = f"(CAST(:people AS bigint[]))[CAST({value} AS integer)]"
    return f"COALESCE({account}, 0)" if column.required else account


def _prepared(table: Table, lines: Iterable[bytes]) -> Iterator[bytes]:
    rows: Iterable[Row] = (_rendered(table, _row(line)) for line in lines)
    if table.own_references:
        rows = _parents_first(table, rows)
    for row in rows:
        yield json.dumps(row, ensure_ascii=False).encode()


def _row(line: bytes) -> Row:
    row = json.loads(line)
    if not isinstance(row, dict):
        raise ValueError("a row is an object")
    return row


def _rendered(table: Table, row: Row) -> Row:
    """HTML is never taken from a file: it is made of the text that it was made of."""
    return row | {html: render(str(row.get(source) or "")) for html, source in table.html.items()}


def _parents_first(table: Table, rows: Iterable[Row]) -> Iterator[Row]:
    """A row comes after those of its table that it points at."""
    known: set[Any] = set()
    waiting: dict[Any, list[Row]] = {}
    for row in rows:
        ready = [row]
        while ready:
            now = ready.pop()
            missing = next((now[name] for name in table.own_references if now.get(name) not in {None, *known}), None)
            if missing is not None:
                waiting.setdefault(missing, []).append(now)
                continue
            known.add(now["id"])
            ready += waiting.pop(now["id"], [])
            yield now
    if waiting:
        raise Invalid("file", f"A row of “{table.name}” points at one that is not there.")


def _batches(lines: Iterable[bytes]) -> Iterator[str]:
    batch: list[bytes] = []
    size = 0
    for line in lines:
        batch.append(line)
        size += len(line)
        if len(batch) >= MOST_ROWS or size >= MOST_BYTES:
            yield _array(batch)
            batch, size = [], 0
    if batch:
        yield _array(batch)


def _array(batch: list[bytes]) -> str:
    return f"[{b','.join(batch).decode()}]"
