"""What a text of strangers may be, so that reading the worst takes no longer than reading the longest."""

from __future__ import annotations

import hashlib
import re
from collections import Counter

LONGEST_TEXT = 1_000_000
TOO_LONG = "Its text is longer than a post may be here."
# Nobody nests deeper, and each level costs as much as what stands inside it.
MOST_DEEP = 100
# What old pages begin and never end counts as nested as long as nobody has read them.
MOST_BEGUN = 10_000
MOST_BLANKS = 200
MOST_NOTES = 20
LONGEST_ID_BYTES = 1_000
MORE = "More of it is left out."
TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)")
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
BLANKS = re.compile(r"(?<!\s)(?<!&nbsp;)(?:\s|&nbsp;)++")


def is_deep(html: str, *, most: int = MOST_DEEP) -> bool:
    """Whether its tags are nested deeper than any writer nests."""
    depth, begun = 0, Counter[str]()
    for match in TAG.finditer(html):
        name = match[2].lower()
        if name in VOID or (match[1] and not begun[name]):
            continue
        step = -1 if match[1] else 1
        depth, begun[name] = depth + step, begun[name] + step
        if depth > most:
            return True
    return False


def words_of(html: str) -> str:
    """What stands between the tags, as HTML in which there is none."""
    return re.sub(r"<[^<>]*+>", "\n\n", html)


def with_few_blanks(html: str) -> str:
    """The same; what looks again from each blank of a run has little to look at."""
    return BLANKS.sub(lambda run: run[0].replace("&nbsp;", "\xa0")[:MOST_BLANKS], html)


def short(id: str) -> str:
    """What tells a thing from others, short enough for an index."""
    return id if len(id.encode()) <= LONGEST_ID_BYTES else hashlib.sha256(id.encode()).hexdigest()


def note_once(notes: list[str], note: str) -> None:
    """Say it, unless it is said; of very much only that it is more."""
    note = note if len(notes) < MOST_NOTES else MORE
    if note not in notes:
        notes.append(note)
