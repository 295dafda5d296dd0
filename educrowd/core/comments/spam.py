"""Whether a comment may appear at once: a pure function of its words and of what is known about who wrote them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

MOST_LINKS = 2
LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
# Characters that nobody sees and that hide a word from a reader of ours.
UNSEEN = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Where a comment begins, and why not in public."""

    status: str = "published"
    because: str = ""


def judge(body: str, *, is_known: bool, blocked_words: Iterable[str] = (), trap: str = "") -> Verdict:
    """Publish, hold or hide it; `trap` is what stood in a field that people don't see."""
    if trap:
        return Verdict("hidden", "A field that people do not see was filled in.")
    if word := blocked_in(body, blocked_words):
        return Verdict("held", f"It contains “{word}”, which is on the list of blocked words.")
    if not is_known and len(LINK.findall(body)) > MOST_LINKS:
        return Verdict("held", f"It has more than {MOST_LINKS} links.")
    if not is_known:
        return Verdict("held", "It is the first one of this person here.")
    return Verdict()


def blocked_in(body: str, words: Iterable[str]) -> str:
    """The first of these words in a text; a word that ends in * stands for all that begin so."""
    text = folded(body)
    return next((word for word in words if _pattern(word).search(text)), "")


def folded(text: str) -> str:
    """The text as it is compared: one shape of each letter, small, and without what nobody sees."""
    return UNSEEN.sub("", unicodedata.normalize("NFKC", text)).casefold()


def _pattern(word: str) -> re.Pattern[str]:
    stem = re.escape(folded(word).removesuffix("*"))
    return re.compile(rf"(?<!\w){stem}" + ("" if word.endswith("*") else r"(?!\w)"))
