"""What an export could not say of a question."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

# The bytes of a picture by its digest, where they are kept.
Stored = Callable[[str], bytes | None]


class Loss:
    """Notes on a question, or why it is not in the file at all."""

    def __init__(self, question: Any):
        self.name, self.kind = question.current.name, question.current.kind
        self.notes: list[str] = []
        self.refused = ""

    @property
    def words(self) -> list[str]:
        return [self.refused] if self.refused else self.notes

    @property
    def row(self) -> dict[str, Any]:
        """Its line of a report."""
        outcome = "left_out" if self.refused else "changed"
        return {"name": self.name, "kind": self.kind, "outcome": outcome, "notes": self.words}

    def note(self, words: str) -> None:
        if words not in self.notes:
            self.notes.append(words)


def shares(rows: list[dict[str, Any]], loss: Loss) -> list[float]:
    """Shares of several choices, the positive ones 100 together as other systems want them."""
    whole = sum(row["fraction"] for row in rows if row["fraction"] > 0)
    if abs(whole - 100) < 0.01:
        return [row["fraction"] for row in rows]
    loss.note("Shares are written so that the positive ones are 100% together; they are worth the same.")
    return [round(row["fraction"] / whole * 100, 5) for row in rows]
