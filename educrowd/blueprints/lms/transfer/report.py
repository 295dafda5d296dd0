"""What becomes of each part of a document, a line each."""

from __future__ import annotations

from typing import Any


class Report:
    """Lines in the order in which parts were met."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []

    def add(self, kind: str, name: str, outcome: str, *notes: str) -> None:
        row = {"place": len(self.rows) + 1, "name": name[:80], "kind": kind}
        self.rows.append(row | {"outcome": outcome, "notes": [note for note in notes if note]})

    def take(self, other: Report, *, as_new: bool = False) -> None:
        """The lines of another; `as_new` where a part was there only since this import laid out an older edition."""
        for row in other.rows:
            outcome = "new" if as_new and row["outcome"] in ("same", "changed") else row["outcome"]
            self.add(row["kind"], row["name"], outcome, *row["notes"])


def outcome_of(is_new: bool, is_changed: bool) -> str:
    return "new" if is_new else "changed" if is_changed else "same"
