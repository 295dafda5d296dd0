"""The document of Ghost's former editor (Mobiledoc) as HTML."""

from __future__ import annotations

import json
from html import escape
from typing import Any

from .bounds import LONGEST_TEXT
from .cards import html_of_card

MARKUP, PICTURE, LIST, CARD = 1, 2, 3, 10
INLINE = {"a", "b", "code", "em", "i", "s", "strong", "sub", "sup", "u"}
BLOCKS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol"}


def html_of_mobiledoc(text: str, notes: list[str]) -> str:
    """The HTML, and notes on what it leaves out."""
    try:
        return _Mobiledoc(json.loads(text), notes).html()
    except (ValueError, RecursionError, KeyError, IndexError, TypeError, AttributeError):
        notes.append("Its text can’t be read.")
        return ""


class _Mobiledoc:
    """Sections that point at cards, atoms and markups by their numbers."""

    def __init__(self, said: dict[str, Any], notes: list[str]):
        self._sections, self._notes = said["sections"], notes
        self._cards, self._atoms = said.get("cards", []), said.get("atoms", [])
        self._markups = said.get("markups", [])
        self._room = LONGEST_TEXT

    def html(self) -> str:
        return "".join(self._section(section) for section in self._sections)

    def _section(self, section: list[Any]) -> str:
        kind = section[0]
        if kind == CARD:
            name, card = self._cards[section[1]][:2]
            return self._fitting(html_of_card(str(name), card if isinstance(card, dict) else {}, self._notes))
        if kind == PICTURE:
            return html_of_card("image", {"src": section[1]}, self._notes)
        tag = section[1] if section[1] in BLOCKS else "p"
        if kind == LIST:
            return f"<{tag}>{''.join(f'<li>{self._line(item)}</li>' for item in section[2])}</{tag}>"
        return f"<{tag}>{self._line(section[2])}</{tag}>"

    def _line(self, markers: list[Any]) -> str:
        html, open_tags = "", []
        for kind, opens, closes, value in markers:
            for number in opens:
                tag, begin = self._markup(self._markups[number])
                html += begin
                open_tags.append(tag)
            html += escape(str(value), quote=False) if kind == 0 else self._atom(value)
            for _ in range(min(closes, len(open_tags))):
                tag = open_tags.pop()
                html += f"</{tag}>" if tag else ""
        return html + "".join(f"</{tag}>" for tag in reversed(open_tags) if tag)

    def _markup(self, markup: list[Any]) -> tuple[str, str]:
        tag = str(markup[0]).lower()
        if tag not in INLINE:
            return "", ""
        pairs = markup[1] if len(markup) > 1 else []
        href = dict(zip(pairs[::2], pairs[1::2], strict=False)).get("href", "")
        return tag, self._fitting(f'<a href="{escape(str(href))}">') if tag == "a" else f"<{tag}>"

    def _atom(self, number: int) -> str:
        name, words = self._atoms[number][:2]
        return "<br>" if name == "soft-return" else self._fitting(escape(str(words), quote=False))

    def _fitting(self, html: str) -> str:
        """A card as often as it is pointed at, while all of it together is no longer than a text may be."""
        self._room -= len(html)
        if self._room < 0:
            raise ValueError
        return html
