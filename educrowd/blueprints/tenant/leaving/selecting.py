"""The statements that read a site's tables as lines of JSON, the same on every machine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import text

from educrowd.core.current import current
from educrowd.core.db import db

from .portable import ARRIVES, ONLY, SECRET_COLUMNS
from .tables import Column, Table

ROWS_AT_ONCE = 1_000
# For whom the number of a person is asked: an object of account ids and their numbers in the file.
NUMBER = "(CAST(:people AS jsonb) ->> CAST({column} AS text))::bigint"
MOMENT = """to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24\\:MI\\:SS.US"Z"')"""


def lines(table: Table, people: str, *, gone: set[str]) -> Iterator[str]:
    """The rows that travel, as they shall arrive."""
    arrives = dict.fromkeys(table.emptied(gone), "NULL") | ARRIVES.get(table.name, {})
    chosen = {column: arrives.get(column.name) for column in table.travelling}
    return _lines(table, chosen, people, only=ONLY.get(table.name, ""))


def records(table: Table, people: str) -> Iterator[str]:
    """The rows as they stand, without what opens anything."""
    kept = [column for column in table.travelling if column.name not in SECRET_COLUMNS]
    return _lines(table, dict.fromkeys(kept), people)


def people_in(table: Table) -> Iterator[int]:
    """The accounts that its rows name."""
    for column in table.columns:
        if column.of_person:
            named = f'SELECT DISTINCT t."{column.name}" FROM {table.sql} t WHERE t."{column.name}" IS NOT NULL'
            yield from db.session.scalars(text(named + _of_tenant(table, " AND ")), _bound(table))


def _lines(table: Table, chosen: dict[Column, str | None], people: str, *, only: str = "") -> Iterator[str]:
    wanted = ", ".join(f'{_arriving(column, arrives)} AS "{column.name}"' for column, arrives in chosen.items())
    where = " AND ".join(filter(None, (_of_tenant(table), only)))
    order = ", ".join(_sorted(table.by_name[name]) for name in table.key)
    inner = f"SELECT {wanted} FROM {table.sql} t {f'WHERE {where}' if where else ''} ORDER BY {order}"
    asked = text(f"SELECT CAST(to_json(r) AS text) FROM ({inner}) r")
    has_people = any(column.of_person for column in chosen)
    bound = _bound(table) | ({"people": people} if has_people else {})
    yield from db.session.scalars(asked, bound, execution_options={"yield_per": ROWS_AT_ONCE})


def _of_tenant(table: Table, before: str = "") -> str:
    return f"{before}t.tenant_id = :tenant_id" if table.is_shared else ""


def _bound(table: Table) -> dict[str, Any]:
    return {"tenant_id": current.tenant_id} if table.is_shared else {}


def _arriving(column: Column, arrives: str | None) -> str:
    return "NULL" if arrives == "NULL" else _plain(column, arrives)


def _plain(column: Column, instead: str | None = None) -> str:
    name = instead or f't."{column.name}"'
    if column.of_person:
        number = NUMBER.format(column=name)
        return f"COALESCE({number}, 0)" if column.required else number
    if column.type == "timestamp with time zone":
        return MOMENT.format(column=name)
    return f"CAST({name} AS text)" if column.type.startswith("numeric") else name


def _sorted(column: Column) -> str:
    return (
        _plain(column) if column.of_person else f't."{column.name}"' + (' COLLATE "C"' if column.type == "text" else "")
    )
