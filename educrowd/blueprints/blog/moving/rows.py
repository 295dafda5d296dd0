"""Rows of tables as JSON says them: nothing in them is sure to be there, or to be what it should."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from .reading import plain, universal

Row = dict[str, Any]


def said(row: Row, name: str) -> str:
    """What a column says, as words."""
    value = row.get(name)
    return plain(str(value)) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def by_id(rows: Iterable[Row] | None) -> dict[str, Row]:
    """Rows by their ids."""
    return {said(row, "id"): row for row in rows or ()}


def moment(value: Any) -> datetime | None:
    """`"2021-05-04T08:20:30.000Z"`, or milliseconds as they were counted once."""
    try:
        if isinstance(value, int):
            return datetime.fromtimestamp(value / 1000, UTC)
        found = datetime.fromisoformat(str(value).replace(" ", "T", 1))
    except (ValueError, OverflowError, OSError):
        return None
    return universal(found)
