"""Finding texts by words: what modules share to rank, forgive slips of the finger, and show what was found."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from markupsafe import Markup
from sqlalchemy import Select, func, or_

from . import registry

LONGEST = 100
MOST = 50
# How alike two words must be that differ by a slip of the finger: from trials with swapped and missing letters.
ALIKE = 0.45
MOST_WORDS = 8
# Whoever writes these means more than words: a phrase, or something left out.
MEANT = re.compile(r'["-]|\bor\b', re.IGNORECASE)
# Excerpts are taken from the beginning of very long texts.
FARTHEST = 20_000
# Neither part runs over a bracket of its own kind: else a text of nothing but brackets is read once for each of them.
LINKS = re.compile(r"!?\[([^\[\]]*)\]\((?:[^()]|\([^()]*\))*\)")
MARKS = re.compile(r"[*_`#>|~]+")


@dataclass(frozen=True, slots=True)
class Found:
    """A text that has the words: `kind` is post, page, course or project.

    An excerpt is taken from `said` and from `body`, which is Markdown.
    """

    kind: str
    id: int
    title: str
    url: str
    said: str | Markup
    rank: float
    at: datetime | None = None
    body: str = ""

    @property
    def text(self) -> str:
        """Without tags and marks; asked only of those that are shown, as that takes its time."""
        said = self.said.striptags() if isinstance(self.said, Markup) else self.said
        return f"{said} {plain(self.body)}" if self.body else said


def search(words: str) -> list[Found]:
    """All that everybody may read and that has the words, also misspelled ones; the best first."""
    words = tidied(words)
    found = registry.search.collect(words) if words else []
    return sorted(found, key=lambda one: (-one.rank, one.kind, -one.id))


def tidied(words: str) -> str:
    """Words as they are searched for: printable, in one line, not too many."""
    return " ".join("".join(c if c.isprintable() else " " for c in words).split())[:LONGEST]


@lru_cache(maxsize=20_000)
def folded(text: str) -> str:
    """The text as it is compared: small letters without accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


def stems(words: str) -> list[str]:
    return re.findall(r"\w+", folded(words))[:MOST_WORDS]


def asked(words: str) -> Any:
    """The words as PostgreSQL asks for them: also as beginnings, unless more is meant."""
    said = func.websearch_to_tsquery("simple", folded(words))
    begun = " & ".join(f"'{stem}':*" for stem in stems(words))
    return said.bool_op("||")(func.to_tsquery("simple", begun)) if begun and not MEANT.search(words) else said


def likened(words: str) -> str:
    """The words as titles are compared with them; nothing where a phrase is meant, or a word left out."""
    return "" if MEANT.search(words) else folded(words)


def having(rows: Any, words: str, *, title: Any, summary: Any, body: Any) -> Select[Any]:
    """Those rows that have the words, the best first, with `rank` as their last column."""
    shown = func.lower(func.ext.unaccent(title + " " + summary))
    told = _weighed(title, "A").bool_op("||")(_weighed(summary, "B")).bool_op("||")(_weighed(body, "C"))
    likeness = func.ext.word_similarity(likened(words), shown)
    rank = (func.ts_rank(told, asked(words)) + likeness).label("rank")
    found = rows.where(or_(told.bool_op("@@")(asked(words)), likeness > ALIKE))
    return found.add_columns(rank).order_by(None).order_by(rank.desc()).limit(MOST)


def plain(markdown: str) -> str:
    """Markdown without its marks, for an excerpt."""
    return MARKS.sub("", LINKS.sub(r"\1", markdown[:FARTHEST]))


def _weighed(text: Any, weight: str) -> Any:
    return func.setweight(func.to_tsvector("simple", func.ext.unaccent(text)), weight)
