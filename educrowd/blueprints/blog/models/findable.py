"""What a post is found by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.searching import folded

# More than this of a text's beginning would not fit into what PostgreSQL searches.
MOST_LETTERS = 100_000


class Findable:
    """A post's words as they are compared: title and summary, and its text where that is for everyone."""

    named: Mapped[str] = mapped_column(default="", server_default="", deferred=True)
    sought: Mapped[str] = mapped_column(TSVECTOR, server_default="", deferred=True)

    if TYPE_CHECKING:
        title: Mapped[str]
        summary: Mapped[str]

    def index_words(self, text: str) -> None:
        """Let it be found by its title, its summary and `text`."""
        self.named = folded(f"{self.title} {self.summary}")
        parts = ((self.title, "A"), (self.summary, "B"), (text[:MOST_LETTERS], "C"))
        first, *others = (func.setweight(func.to_tsvector("simple", folded(part)), weight) for part, weight in parts)
        for part in others:
            first = first.bool_op("||")(part)
        self.sought = first  # pyright: ignore[reportAttributeAccessIssue]
