"""What webhooks may tell of, as modules have said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from marshmallow import Schema


@dataclass(frozen=True, slots=True)
class EventType:
    """`find` answers the row if the person acting may read it; `schema` shows it as the API does below `path`."""

    name: str
    words: str
    schema: Schema
    find: Callable[[int], Any]
    path: str

    def data(self, subject_id: int) -> Any:
        """What the person acting may be told now; None where that is nothing."""
        row = self.find(subject_id)
        return None if row is None else self.schema.dump(row)


EVENTS: dict[str, EventType] = {}
