"""Aiken: a question, its choices as `A. …`, and `ANSWER: A`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .found import Found
from .plain import escaped, text_of

CHOICE = re.compile(r"([A-Z])[.)]\s+(.*\S)\s*")
ANSWER = re.compile(r"ANSWER:\s*([A-Z])\s*", re.IGNORECASE)


def is_aiken(text: str) -> bool:
    return bool(re.search(r"^ANSWER:\s*[A-Z]\s*$", text, re.MULTILINE)) and "{" not in text


def read(data: bytes) -> list[Found]:
    """Every question of the file, those that can't be taken with the reason."""
    return [_question(place, lines).fit() for place, lines in enumerate(_items(text_of(data)), start=1)]


def _items(text: str) -> Iterator[list[str]]:
    """The lines of each question. One without an answer ends where, after choices, a text begins again."""
    lines: list[str] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        if lines and CHOICE.fullmatch(lines[-1]) and not CHOICE.fullmatch(line) and not ANSWER.fullmatch(line):
            yield lines
            lines = []
        lines.append(line)
        if ANSWER.fullmatch(line):
            yield lines
            lines = []
    if lines:
        yield lines


def _question(place: int, lines: list[str]) -> Found:
    choices = {row[1]: row[2] for line in lines if (row := CHOICE.fullmatch(line))}
    asked = [line for line in lines if not CHOICE.fullmatch(line) and not ANSWER.fullmatch(line)]
    right = ANSWER.fullmatch(lines[-1])
    found = Found(place, "choice", text=escaped("\n".join(asked)))
    found.content = {
        "choices": [
            {"text": text, "fraction": 100 if right and letter == right[1].upper() else 0}
            for letter, text in choices.items()
        ]
    }
    if right is None:
        found.refused = "The line ANSWER: with its letter is missing."
    elif right[1].upper() not in choices:
        found.refused = f"ANSWER: {right[1].upper()} is none of its choices."
    return found
