"""A question as it was found in a file: what a bank takes of it, what got lost on the way, or why it stays out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from ..limits import CATEGORY, QUESTION, TAG, TAGS, TITLE
from ..models.pictures import called
from ..models.question import GAP
from ..questions.kind import MOST_ROWS
from .showing import Showing

LONGEST_NAME = 80
# A sign that Markdown was told to leave alone.
SIGN = re.compile(r"\\([!-/:-@\[-`{-~])")
# Of a text before it is read as HTML: more than any text here, with its tags.
LONGEST = 5 * QUESTION


class Lost(Exception):
    """A question that can't be taken, and the reason as people read it."""


@dataclass(slots=True)
class Found(Showing):
    """`id` is what the file calls it, if it does; `refused` says why it stays out."""

    place: int
    kind: str = ""
    title: str = ""
    text: str = ""
    content: dict[str, Any] = field(default_factory=dict)
    feedback: str = ""
    category: str = ""
    tags: list[str] = field(default_factory=list)
    id: str = ""
    refused: str = ""

    @property
    def name(self) -> str:
        """What the report calls it."""
        said = GAP.sub("…", SIGN.sub(r"\1", called(self.text)))
        words = " ".join((self.title or said).split()) or f"Question {self.place}"
        return words if len(words) <= LONGEST_NAME else words[: LONGEST_NAME - 1].rstrip() + "…"

    @property
    def said(self) -> dict[str, Any]:
        """The question as the bank's verbs take it."""
        return {
            "kind": self.kind,
            "title": self.title,
            "text": self.text,
            "content": self.content,
            "feedback": self.feedback,
        }

    def fit(self) -> Found:
        """The same within our limits: what is too long is cut and said, a text that is missing or endless refused."""
        self.title = self._cut(self.title, TITLE, "title")
        self.category = self._cut(self.category, CATEGORY, "category")
        self.feedback = self._cut(self.feedback, QUESTION, "general feedback")
        tags = list(dict.fromkeys(tag[:TAG].strip() for tag in self.tags if tag.strip()))
        if len(tags) > TAGS:
            self.note(f"Only {TAGS} of its {len(tags)} tags are kept.")
        self.tags = tags[:TAGS]
        if not self.refused and not self.text.strip():
            self.refused = "It asks nothing: its text is empty."
        if not self.refused and len(self.text) > QUESTION:
            self.refused = f"Its text is longer than {QUESTION} characters."
        if any(isinstance(rows, list) and len(rows) > MOST_ROWS for rows in self.content.values()):
            self.refused, self.content = f"It has more than {MOST_ROWS} answers.", {}
        return self

    def _cut(self, text: str, longest: int, name: str) -> str:
        text = text.strip()
        if len(text) > longest:
            self.note(f"Its {name} is cut to {longest} characters.")
        return text[:longest].strip()
