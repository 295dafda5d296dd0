"""HTML of other systems as Markdown or plain text, with a word on whatever can't come along."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from html.parser import HTMLParser

from .pictures import named
from .plain import escaped

LOST = {
    "audio": "A recording",
    "video": "A video",
    "iframe": "Something embedded from another site",
    "object": "An embedded object",
    "embed": "An embedded object",
    "script": "A script",
    "svg": "A drawing",
    "math": "A formula in MathML",
}
HIDDEN = {*LOST, "style", "head", "title", "template", "noscript"}
EMPTY = {"embed"}
MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*", "code": "`", "del": "~~", "s": "~~"}
# Markdown has no signs for these; they stay what they are.
KEPT = {"sub", "sup", "u", "mark", "kbd", "small", "table", "thead", "tbody", "tr", "td", "th", "caption"}
BLOCKS = {"p", "div", "section", "article", "blockquote", "ul", "ol", "dl", "dd", "dt", "pre", "figure", "hr"}
HEADINGS = {f"h{level}" for level in range(1, 7)}
SHAPED = {*MARKS, *KEPT, *HEADINGS, "a", "img", "ul", "ol", "pre", "blockquote"}
# What stands for a picture by its source and what it shows; empty where it is left out.
Picture = Callable[[str, str], str]
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")


def markdown_of(html: str, picture: Picture | None = None) -> tuple[str, list[str]]:
    """Markdown that shows the same, and notes on what is missing."""
    reader = _Reader(picture)
    reader.feed(html)
    reader.close()
    text = re.sub(r"[ \t]+\n(?! *\S)", "\n", "".join(reader.parts))
    return re.sub(r"\n{3,}", "\n\n", text).strip(), list(dict.fromkeys(reader.notes))


def plain_of(html: str, picture: Picture | None = None) -> tuple[str, list[str]]:
    """The bare words in one line, for what has no formatting here."""
    reader = _Reader(picture, plain=True)
    reader.feed(html)
    reader.close()
    notes = reader.notes + (["Formatting of answers and feedback is left out."] if reader.was_shaped else [])
    return " ".join("".join(reader.parts).split()), list(dict.fromkeys(notes))


def is_html(text: str) -> bool:
    return bool(TAG.search(text))


class _Reader(HTMLParser):
    def __init__(self, picture: Picture | None = None, *, plain: bool = False):
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.notes: list[str] = []
        self.is_plain, self.was_shaped = plain, False
        self._take = picture
        self._hidden: list[str] = []
        self._lists: list[int] = []
        self._links: list[str] = []
        self._verbatim = 0
        self._tables = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in LOST and not self._hidden:
            self.notes.append(f"{LOST[tag]} is left out.")
        if tag in HIDDEN and tag not in EMPTY:
            self._hidden.append(tag)
        if self._hidden:
            return
        self.was_shaped |= tag in SHAPED and not (tag == "img" and self._take is not None)
        known = dict(attrs)
        if tag == "img":
            self._picture(known)
        elif tag in ("br", "hr", "li") or tag in BLOCKS:
            self._break(tag)
        elif not self.is_plain:
            self._open(tag, known)

    def handle_endtag(self, tag: str) -> None:
        if self._hidden:
            if tag == self._hidden[-1]:
                self._hidden.pop()
        elif tag in BLOCKS or tag in HEADINGS:
            self._end_block(tag)
        elif not self.is_plain:
            self._close(tag)

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        if self.is_plain or self._verbatim:
            self.parts.append(data)
        else:
            begins, ends = data[:1].isspace(), data[-1:].isspace()
            words = escaped(" ".join(data.split()))
            self.parts.append(f"{' ' if begins else ''}{words}{' ' if ends and words else ''}")

    def _picture(self, known: dict[str, str | None]) -> None:
        source, shows = known.get("src") or "", known.get("alt") or ""
        if self._take is None:
            self.notes.append(f"The picture {named(source)} is left out.")
        sign = self._take(source, shows) if self._take else ""
        # Inside a table, which stays HTML, only a paragraph of its own is Markdown.
        sign = f"\n\n{sign}\n\n" if sign and self._tables and not self.is_plain else sign
        self.parts.append(sign or (shows if self.is_plain else escaped(shows)))

    def _break(self, tag: str) -> None:
        if self.is_plain:
            self.parts.append(" ")
        elif tag == "br":
            self.parts.append("  \n")
        elif tag == "li":
            self.parts.append("\n" + ("    " * max(len(self._lists) - 1, 0)) + self._bullet())
        elif tag in ("ul", "ol"):
            self.parts.append("\n" if self._lists else "\n\n")
            self._lists.append(1 if tag == "ol" else 0)
        elif tag == "pre":
            self._verbatim += 1
            self.parts.append("\n\n```\n")
        else:
            self.parts.append("\n\n" + {"hr": "---\n\n", "blockquote": "> "}.get(tag, ""))

    def _bullet(self) -> str:
        if not self._lists or not self._lists[-1]:
            return "- "
        self._lists[-1] += 1
        return f"{self._lists[-1] - 1}. "

    def _end_block(self, tag: str) -> None:
        if self.is_plain:
            self.parts.append(" ")
            return
        if tag in ("ul", "ol") and self._lists:
            self._lists.pop()
        if tag == "pre" and self._verbatim:
            self._verbatim -= 1
            self.parts.append("\n```")
        self.parts.append("\n\n" if not self._lists else "")

    def _open(self, tag: str, known: dict[str, str | None]) -> None:
        if tag in HEADINGS:
            self.parts.append("\n\n" + "#" * int(tag[1]) + " ")
        elif tag == "a":
            href = known.get("href") or ""
            self._links.append(href if href.startswith(("http://", "https://", "mailto:")) else "")
            self.parts.append("[" if self._links[-1] else "")
        elif tag in MARKS:
            self.parts.append("" if self._verbatim else MARKS[tag])
        elif tag in KEPT:
            self._tables += tag == "table"
            self.parts.append(f"<{tag}>")

    def _close(self, tag: str) -> None:
        if tag == "a" and self._links:
            href = self._links.pop()
            self.parts.append(f"]({escape(href).replace(' ', '%20').replace(')', '%29')})" if href else "")
        elif tag in MARKS:
            self.parts.append("" if self._verbatim else MARKS[tag])
        elif tag in KEPT:
            self._tables -= tag == "table"
            self.parts.append(f"</{tag}>")
