"""GIFT: questions as text, answers in braces."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .found import Found, Lost
from .gift_answers import answered
from .gift_signs import hide, show, shown
from .plain import text_of

TITLE = re.compile(r"::(.*?)::", re.DOTALL)
CATEGORY = re.compile(r"\$CATEGORY:\s*(.*)")
MARK = re.compile(r"\[(tag|id):([^\[\]]{1,200})\]")
BLANK = "…"


def read(data: bytes) -> list[Found]:
    """Every question of the file, those that can't be taken with the reason."""
    blocks = _blocks(hide(text_of(data)))
    return [_question(place, *block).fit() for place, block in enumerate(blocks, start=1)]


def _blocks(text: str) -> Iterator[tuple[str, str, list[str]]]:
    """Category, remarks above it and lines of each question; an empty line ends one."""
    category, remarks, lines = "", "", []
    for line in [*text.split("\n"), ""]:
        bare = line.strip()
        if bare.startswith("//"):
            remarks += bare
        elif found := CATEGORY.match(bare):
            category = category_of(show(found[1]))
        elif bare:
            lines.append(line)
        elif lines:
            yield category, remarks, lines
            remarks, lines = "", []


def category_of(path: str) -> str:
    """The path without what every path of the other system begins with."""
    return re.sub(r"^(\$[a-z]+\$/?|top(/|$))+", "", path.strip())


def _question(place: int, category: str, remarks: str, lines: list[str]) -> Found:
    found = Found(place, category=category)
    for name, value in MARK.findall(show(remarks)):
        if name == "id":
            found.id = value.strip()
        else:
            found.tags.append(value.strip())
    try:
        _fill(found, "\n".join(lines).strip())
    except Lost as lost:
        found.refused = str(lost)
        found.text = found.text or show(" ".join(lines))
    return found


def _fill(found: Found, source: str) -> None:
    if title := TITLE.match(source):
        found.title, source = show(title[1]).strip(), source[title.end() :].strip()
    before, opening, rest = source.partition("{")
    found.text = shown(before, found)
    if not opening:
        raise Lost("It has no answers in braces: a description, not a question.")
    answers, closing, after = rest.rpartition("}")
    if not closing:
        raise Lost("Its answers have no end: the closing brace is missing.")
    if after.strip():
        rest = shown(_as(before) + after.strip(), found)
        found.text = f"{found.text}{_space(before[-1:])}{BLANK}{_space(after[:1])}{rest}"
    found.kind, found.content, found.feedback = answered(answers, found)


def _space(beside: str) -> str:
    return " " if beside.isspace() else ""


def _as(before: str) -> str:
    """The format that stood before the text holds behind the gap too."""
    mark = re.match(r"\s*(\[\w+\])", before)
    return mark[1] if mark else ""
