"""Texts that a file gives as HTML, Markdown or plain, as we keep them; what got lost is noted on the question."""

from __future__ import annotations

import re

from .found import LONGEST, Found, Lost
from .html_text import is_html, markdown_of, plain_of
from .plain import escaped

# A picture of the file, in a text that is Markdown already.
BESIDE = re.compile(r"!\[([^\[\]\n]{0,500})\]\((@@PLUGINFILE@@/[^()\s]{1,300})\)")


def markdown(text: str, format: str, found: Found) -> str:
    """A text as Markdown; Lost where it is longer than any text here, so that nobody has to read it."""
    _require_room(text)
    if format == "markdown":
        return BESIDE.sub(lambda it: found.picture(it[2], it[1]) or escaped(it[1]), text).strip()
    if format == "html" or (format != "plain" and is_html(text)):
        words, notes = markdown_of(text, found.picture)
        for note in notes:
            found.note(note)
        return words
    return escaped(text)


def plain(text: str, format: str, found: Found) -> str:
    """A text as plain words in one line: choices and feedback have no formatting here."""
    _require_room(text)
    if format == "html" or (format not in ("plain", "markdown") and is_html(text)):
        text, notes = plain_of(text, found.picture)
        for note in notes:
            found.note(note)
    return " ".join(text.split())


def _require_room(text: str) -> None:
    if len(text) > LONGEST:
        raise Lost("One of its texts is too long.")
