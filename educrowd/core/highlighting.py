"""The place in a text where words were found, with the words marked."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from markupsafe import Markup, escape

from .searching import FARTHEST, folded, stems

WORD = re.compile(r"\w+")
EXCERPT = 220
BEFORE = 60
NEAR = 0.75
# Words are compared letter by letter in the first of a text alone: each comparison costs.
MOST_COMPARED = 200
MARK = Markup("<mark>{}</mark>")


def marked(text: str, words: str) -> Markup:
    """The whole text, with the words marked."""
    return _marked(text, _places(text, words))


def excerpt(text: str, words: str) -> Markup:
    """The part of the text that has most of the words, with them marked; its beginning where it has none."""
    text = " ".join(text[:FARTHEST].split())
    places = _places(text, words)
    start = _best(places)
    end = min(len(text), start + EXCERPT)
    start, end = _between_words(text, start, end)
    inside = [(a - start, b - start) for a, b in places if start <= a and b <= end]
    dots = "… " if start else "", " …" if end < len(text) else ""
    return Markup(dots[0]) + _marked(text[start:end], inside) + dots[1]


def _places(text: str, words: str) -> list[tuple[int, int]]:
    """Where the words stand, also as beginnings; where none does, words that are nearly the same."""
    sought = stems(words)
    tokens = [(found.start(), found.end(), folded(found[0])) for found in WORD.finditer(text)]
    exact = [(a, b) for a, b, token in tokens if any(token.startswith(stem) for stem in sought)]
    return exact or [(a, b) for a, b, token in tokens[:MOST_COMPARED] if any(_is_near(token, stem) for stem in sought)]


def _is_near(token: str, stem: str) -> bool:
    if abs(len(token) - len(stem)) > 2 or len(stem) < 4:
        return False
    return SequenceMatcher(None, token, stem).ratio() >= NEAR


def _best(places: list[tuple[int, int]]) -> int:
    if not places:
        return 0
    starts = [start for start, _ in places]
    within = {a: sum(b < a + EXCERPT - BEFORE for b in starts[at : at + 20]) for at, a in enumerate(starts)}
    return max(0, max(within, key=lambda a: (within[a], -a)) - BEFORE)


def _between_words(text: str, start: int, end: int) -> tuple[int, int]:
    if start:
        start = text.find(" ", start) + 1
    if end < len(text):
        end = max(text.rfind(" ", start, end), start + 1)
    return start, end


def _marked(text: str, places: list[tuple[int, int]]) -> Markup:
    html, last = Markup(""), 0
    for start, end in places:
        html += escape(text[last:start]) + MARK.format(text[start:end])
        last = end
    return html + escape(text[last:])
