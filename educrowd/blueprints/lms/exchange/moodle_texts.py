"""Texts of Moodle XML, with the format and the files that they have."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as NotBase64
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from . import formatted
from .found import Found
from .xml import text_at

BESIDE = "@@PLUGINFILE@@"
FORMATS = {"plain_text": "plain", "moodle_auto_format": ""}


def shown(element: Element | None, found: Found) -> str:
    """A text as Markdown."""
    return formatted.markdown(*_text(element, found, "html"), found) if element is not None else ""


def words(element: Element | None, found: Found) -> str:
    """A text as plain words."""
    return formatted.plain(*_text(element, found, ""), found) if element is not None else ""


def hold_files(element: Element, found: Found) -> None:
    """Let the question take the pictures that stand beside this text; a file that it does not show is noted."""
    text = unquote(text_at(element, "text"))
    files = {f"{each.get('path') or '/'}{each.get('name') or ''}".strip("/"): each for each in element.iterfind("file")}
    for path in files:
        if f"{BESIDE}/{path}" not in text:
            found.note(f"The file “{path.rpartition('/')[2][:60]}” is left out.")

    def brings(source: str) -> bytes | None:
        file = files.get(unquote(source.removeprefix(BESIDE).partition("?")[0]).strip("/"))
        return _bytes(file) if file is not None and source.startswith(BESIDE) else None

    found.brings = brings


def _bytes(file: Element) -> bytes:
    try:
        return b64decode("".join((file.text or "").split()), validate=file.get("encoding", "base64") == "base64")
    except (NotBase64, ValueError):
        return b""


def _text(element: Element, found: Found, usual: str) -> tuple[str, str]:
    hold_files(element, found)
    format = element.get("format") or usual
    return text_at(element, "text"), FORMATS.get(format, format)
