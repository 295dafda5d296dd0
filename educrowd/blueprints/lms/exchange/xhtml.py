"""Our HTML as elements of XML."""

from __future__ import annotations

from html.parser import HTMLParser
from xml.etree.ElementTree import Element, SubElement

from .xml import VOID

# What other systems show everywhere.
KEPT = {"href", "src", "alt", "title", "colspan", "rowspan", "start"}


def grow(parent: Element, html: str) -> None:
    """Put HTML that our renderer made into an element."""
    reader = _Reader(parent)
    reader.feed(html)
    reader.close()


class _Reader(HTMLParser):
    def __init__(self, parent: Element):
        super().__init__(convert_charrefs=True)
        self._open = [parent]
        self._last: Element | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = SubElement(self._open[-1], tag, {name: value or "" for name, value in attrs if name in KEPT})
        self._last = made if tag in VOID else None
        if tag not in VOID:
            self._open.append(made)

    def handle_endtag(self, tag: str) -> None:
        if len(self._open) > 1 and self._open[-1].tag == tag:
            self._last = self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._last is None:
            self._open[-1].text = (self._open[-1].text or "") + data
        else:
            self._last.tail = (self._last.tail or "") + data
