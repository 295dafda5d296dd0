"""Signs of GIFT: what a backslash makes plain, and texts in the format that they name."""

from __future__ import annotations

import re

from .found import LONGEST, Found, Lost
from .html_text import is_html, markdown_of, plain_of
from .plain import escaped

# A sign behind a backslash is set aside while signs are looked for; text_of has left none of these in the file.
HIDDEN = {"~": "\x01", "=": "\x02", "#": "\x03", "{": "\x04", "}": "\x05", ":": "\x06", "n": "\x07", "\\": "\x08"}
PLAIN = {hidden: "\n" if sign == "n" else sign for sign, hidden in HIDDEN.items()}
FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]", re.IGNORECASE)


def hide(text: str) -> str:
    return re.sub(r"\\([~=#{}:n\\])", lambda found: HIDDEN[found[1]], text)


def show(text: str) -> str:
    return re.sub("[\x01-\x08]", lambda found: PLAIN[found[0]], text)


def shown(text: str, found: Found) -> str:
    """A text as Markdown; Lost where it is longer than any text here, so that nobody has to read it."""
    format, words = _format(text)
    if format == "markdown":
        return words
    if format == "html" or (format in ("", "moodle") and is_html(words)):
        words, notes = markdown_of(words)
        for note in notes:
            found.note(note)
        return words
    return escaped(words)


def bare(text: str, found: Found) -> str:
    """A text as plain words in one line: choices and feedback have no formatting here."""
    format, words = _format(text)
    if format == "html" or (format in ("", "moodle") and is_html(words)):
        words, notes = plain_of(words)
        for note in notes:
            found.note(note)
    return " ".join(words.split())


def _format(text: str) -> tuple[str, str]:
    if len(text) > LONGEST:
        raise Lost("One of its texts is too long.")
    mark = FORMAT.match(text)
    return (mark[1].lower(), show(text[mark.end() :]).strip()) if mark else ("", show(text).strip())
