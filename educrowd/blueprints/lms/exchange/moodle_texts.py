"""Texts of Moodle XML, with the format and the files that they have."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from . import formatted
from .found import Found
from .xml import text_at

FORMATS = {"plain_text": "plain", "moodle_auto_format": ""}


def shown(element: Element | None, found: Found) -> str:
    """A text as Markdown."""
    return formatted.markdown(*_text(element, found, "html"), found) if element is not None else ""


def words(element: Element | None, found: Found) -> str:
    """A text as plain words."""
    return formatted.plain(*_text(element, found, ""), found) if element is not None else ""


def _text(element: Element, found: Found, usual: str) -> tuple[str, str]:
    for file in element.iter("file"):
        found.note(f"The file “{(file.get('name') or '')[:60]}” is left out.")
    format = element.get("format") or usual
    return text_at(element, "text"), FORMATS.get(format, format)
