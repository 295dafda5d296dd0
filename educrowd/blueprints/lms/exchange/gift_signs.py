"""Signs of GIFT: what a backslash makes plain, and texts in the format that they name."""

from __future__ import annotations

import re

from . import formatted
from .found import Found

# A sign behind a backslash is set aside while signs are looked for; text_of has left none of these in the file.
HIDDEN = {"~": "\x01", "=": "\x02", "#": "\x03", "{": "\x04", "}": "\x05", ":": "\x06", "n": "\x07", "\\": "\x08"}
PLAIN = {hidden: "\n" if sign == "n" else sign for sign, hidden in HIDDEN.items()}
FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]", re.IGNORECASE)


def hide(text: str) -> str:
    return re.sub(r"\\([~=#{}:n\\])", lambda found: HIDDEN[found[1]], text)


def show(text: str) -> str:
    return re.sub("[\x01-\x08]", lambda found: PLAIN[found[0]], text)


def shown(text: str, found: Found) -> str:
    """A text as Markdown."""
    return formatted.markdown(*_split(text), found)


def bare(text: str, found: Found) -> str:
    """A text as plain words."""
    return formatted.plain(*_split(text), found)


def _split(text: str) -> tuple[str, str]:
    """Its words and the format that it names."""
    mark = FORMAT.match(text)
    return (show(text[mark.end() :]).strip(), mark[1].lower()) if mark else (show(text).strip(), "")
