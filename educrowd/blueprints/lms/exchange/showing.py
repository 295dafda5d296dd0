"""A text of a file that shows pictures: those that come along, and notes on those that stay out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from educrowd.core.errors import Invalid
from educrowd.core.stills import Still

from ..models.pictures import sign, words
from .pictures import Pictures, named

MOST_NOTES = 20


def nothing(_source: str) -> bytes | None:
    """What a file brings that brings no pictures."""
    return None


@dataclass(slots=True, kw_only=True)
class Showing:
    """`pictures` judges those of the whole file, `brings` has their bytes by what its texts call them, `stills` are
    those that this text shows; `notes` say what differs from the file."""

    notes: list[str] = field(default_factory=list)
    pictures: Pictures = field(default_factory=Pictures)
    brings: Callable[[str], bytes | None] = nothing
    stills: dict[str, Still] = field(default_factory=dict)

    def note(self, words: str) -> None:
        """Say once what got lost; of very much that it is more."""
        if len(self.notes) >= MOST_NOTES:
            words = "More of it is left out or changed."
        if words not in self.notes:
            self.notes.append(words)

    def picture(self, source: str, shows: str) -> str:
        """What stands in the text for a picture that is called so; empty, and a note, where it stays out."""
        digest = self.hold(source)
        if digest and not words(shows):
            shows = f"Picture {list(self.stills).index(digest) + 1}"
            self.note(f"What the picture {named(source)} shows is said nowhere: say it, for those who can't see it.")
        return sign(digest, shows) if digest else ""

    def hold(self, source: str) -> str:
        """Have the picture come along; its digest, empty where it stays out."""
        name = named(source)
        try:
            still = self.pictures.take(source, self.brings)
        except Invalid as refusal:
            self.note(f"The picture {name} is left out: {refusal.message}")
            return ""
        if still is None:
            self.note(f"The picture {name} is left out.")
            return ""
        self.stills[still.digest] = still
        return still.digest
