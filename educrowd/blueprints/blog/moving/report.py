"""What becomes of each thing in a file, a line each."""

from __future__ import annotations

from typing import Any

from educrowd.core.imports import Progress

from .reading import plain

LONGEST = 80


class Report:
    """Lines in the order in which things were met."""

    def __init__(self, progress: Progress | None = None) -> None:
        self.progress = progress or Progress()
        self.rows: list[dict[str, Any]] = []

    def add(self, kind: str, name: str, outcome: str, *notes: str) -> None:
        """One thing is done with; empty notes count as none."""
        self.progress.step()
        place = len(self.rows) + 1
        row = {"place": place, "name": _cut(name) or "Untitled", "kind": kind, "outcome": outcome}
        self.rows.append(row | {"notes": [plain(note) for note in notes if note]})

    def count(self, outcome: str) -> int:
        return sum(row["outcome"] == outcome for row in self.rows)


def _cut(name: str) -> str:
    name = "".join(sign for sign in " ".join(name.split()) if sign.isprintable())
    return name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"
