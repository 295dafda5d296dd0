"""What becomes of each part of a document, a line each."""

from __future__ import annotations

from typing import Any

from educrowd.core.imports import Progress


class Report:
    """Lines in the order in which parts were met."""

    def __init__(self, progress: Progress | None = None) -> None:
        self.progress = progress or Progress()
        self.rows: list[dict[str, Any]] = []

    def add(self, kind: str, name: str, outcome: str, *notes: str) -> None:
        self.progress.step()
        row = {"place": len(self.rows) + 1, "name": name[:80], "kind": kind}
        self.rows.append(row | {"outcome": outcome, "notes": [note for note in notes if note]})

    def aside(self) -> Report:
        """A report of its own that counts as part of this one, until it is taken."""
        return Report(self.progress)

    def take(self, other: Report, *, as_new: bool = False) -> None:
        """The lines of another; `as_new` where a part was there only since this import laid out an older edition."""
        for row in other.rows:
            outcome = "new" if as_new and row["outcome"] in ("same", "changed") else row["outcome"]
            self.rows.append(row | {"place": len(self.rows) + 1, "outcome": outcome})


def outcome_of(is_new: bool, is_changed: bool) -> str:
    return "new" if is_new else "changed" if is_changed else "same"
