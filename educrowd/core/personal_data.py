"""What is kept of a person on the current site, part by part: modules say what is theirs, an export writes it down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from .registry import Slot

# Who has closed their account is called so.
SOMEBODY = "Somebody who left"

# (user_id) -> Part or a list of them, on the current site.
parts = Slot("personal_data")
# (user_id) -> what somebody has to do on the current site before the account can be closed, in words.
keeps_account = Slot("keeps_account")
# (user_id) -> None: take from the current site what is a person's own and nobody else's.
forget = Slot("forget_person")


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of things, such as pledges, with the files that belong to them by the names they shall have."""

    name: str
    rows: list[dict[str, Any]]
    files: tuple[tuple[str, Path], ...] = ()


def part(name: str, rows: Iterable[Any], *fields: str) -> Part:
    """The named fields of each row: `part("notes", notes, "text", "enrollment.course.title")`."""
    return Part(name, [{field: _plain(_of(row, field)) for field in fields} for row in rows])


def _of(row: Any, field: str) -> Any:
    """The field, or nothing where a part of the way is empty."""
    for name in field.split("."):
        row = None if row is None else getattr(row, name)
    return row


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value
