"""Two texts side by side in one: which words went and which came."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

WORDS = re.compile(r"\s+|\w+|[^\w\s]")
# Beyond this many words two passages are shown whole: comparing each with each would take seconds.
MOST_WORDS = 4_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text: `kind` is same, gone or new."""

    kind: str
    text: str


def compare(before: str, after: str) -> list[Piece]:
    """The pieces that lead from one text to the other, word by word, joined where they follow each other."""
    return list(_joined(_by_lines(before.splitlines(keepends=True), after.splitlines(keepends=True))))


def _by_lines(before: list[str], after: list[str]) -> Iterator[Piece]:
    for same, old, new in _steps(before, after):
        if same:
            yield Piece("same", "".join(new))
        else:
            yield from _by_words(WORDS.findall("".join(old)), WORDS.findall("".join(new)))


def _by_words(before: list[str], after: list[str]) -> Iterator[Piece]:
    if len(before) + len(after) > MOST_WORDS:
        steps: Iterator[tuple[bool, Sequence[str], Sequence[str]]] = iter([(False, before, after)])
    else:
        steps = _steps(before, after)
    for same, old, new in steps:
        if same:
            yield Piece("same", "".join(new))
            continue
        yield Piece("gone", "".join(old))
        yield Piece("new", "".join(new))


def _steps(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[bool, Sequence[str], Sequence[str]]]:
    for kind, a, b, c, d in SequenceMatcher(None, before, after).get_opcodes():
        yield kind == "equal", before[a:b], after[c:d]


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    last: Piece | None = None
    for piece in pieces:
        if last and last.kind == piece.kind:
            last = Piece(last.kind, last.text + piece.text)
        elif piece.text:
            if last:
                yield last
            last = piece
    if last:
        yield last
