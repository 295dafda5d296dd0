"""What WordPress writes between the HTML: comments that hold blocks, short codes, paragraphs without tags."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from html import escape, unescape
from typing import Any

from .bounds import LONGEST_TEXT, note_once
from .paragraphs import paragraphs
from .shortcodes import SHORTCODE, around_code, attributes

URL = re.compile(r"https?://[^\s\"'<>\]]+")
FRAMED = {"youtube", "vimeo", "embed", "video", "audio", "playlist", "soundcloud", "dailymotion"}
FRAMED |= {"gist", "googlemaps", "instagram", "tweet"}
REPEATED = "Some of what its text shows more than once is left out."
DYNAMIC = {"more", "nextpage", "spacer", "separator", "block"}

Gallery = Callable[[list[str]], str]
Pattern = Callable[[str], str]


class Blocks:
    """Makes HTML of one text and notes what it could not.

    `gallery` shows attachments, `pattern` a reusable block; `footnotes` is what the post keeps beside its text.
    """

    def __init__(self, *, gallery: Gallery, pattern: Pattern, footnotes: str = ""):
        self._gallery, self._pattern, self._footnotes = gallery, pattern, footnotes
        # What a short mark stands for, all its marks together.
        self._room = LONGEST_TEXT
        self.notes: list[str] = []

    def html(self, text: str) -> str:
        """Plain HTML that shows the same."""
        is_blocks = "<!-- wp:" in text
        text = self._shortcodes("".join(self._without_comments(text)))
        return text if is_blocks else paragraphs(text)

    def _without_comments(self, text: str, *, within: int = 0) -> Iterator[str]:
        at = 0
        while (begin := text.find("<!--", at)) >= 0 and (end := text.find("-->", begin)) >= 0:
            yield text[at:begin]
            yield from self._comment(text[begin + 4 : end].strip(), within)
            at = end + 3
        yield text[at:]

    def _comment(self, said: str, within: int) -> Iterator[str]:
        if said == "nextpage":
            yield "\n\n<hr>\n\n"
        if not said.startswith("wp:") or not said.endswith("/"):
            return
        name, _, rest = said[3:-1].partition(" ")
        if name == "block" and within < 3:
            text = self._fitting(self._pattern(str(_json(rest).get("ref", ""))))
            yield from self._without_comments(text, within=within + 1)
        elif name == "footnotes":
            yield _notes(self._footnotes)
            self._footnotes = ""
        elif name == "social-link":
            yield _profile(_json(rest))
        elif name not in DYNAMIC:
            self._lose(f"The block “{name[:40]}” is left out: WordPress made it anew for each visit.")

    def _shortcodes(self, text: str) -> str:
        closing = {match[3] for match in SHORTCODE.finditer(text) if match[2]}
        return "".join(
            part if is_verbatim else SHORTCODE.sub(lambda match: self._shortcode(match, closing), part)
            for part, is_verbatim in around_code(text)
        )

    def _shortcode(self, match: re.Match[str], closing: set[str]) -> str:
        before, slash, name, rest, after = match.groups()
        if before and after:
            return match[0][1:-1]
        shown = self._known(name.lower(), rest, is_end=bool(slash))
        if shown is None and name not in closing and "=" not in rest:
            return match[0]
        if shown is None:
            self._lose(f"The short code [{name}] is left out; what stood inside it stays.")
        return f"{before}{shown or ''}{after}"

    def _known(self, name: str, rest: str, *, is_end: bool) -> str | None:
        if name == "caption":
            return "</figure>\n\n" if is_end else "\n\n<figure>"
        if name == "gallery":
            return self._fitting(self._gallery(re.findall(r"\d+", attributes(rest).get("ids", ""))))
        if name in FRAMED:
            url = URL.search(rest)
            return f"\n\n<p>{escape(unescape(url[0]))}</p>\n\n" if url else "\n\n"
        return None

    def _fitting(self, html: str) -> str:
        if len(html) > self._room:
            self._lose(REPEATED)
            return ""
        self._room -= len(html)
        return html

    def _lose(self, note: str) -> None:
        note_once(self.notes, note)


def _notes(said: str) -> str:
    """`[{"content": "See …", "id": "9f2c"}]` as WordPress shows it."""
    notes = [(escape(str(each.get("id"))), each.get("content")) for each in _list(said) if isinstance(each, dict)]
    shown = (f'<li id="{id}">{words} <a href="#{id}-link">↩</a></li>' for id, words in notes)
    return f"<ol>{''.join(shown)}</ol>" if notes else ""


def _profile(said: dict[str, Any]) -> str:
    address, name = said.get("url"), said.get("label") or said.get("service") or ""
    return (
        f'<p><a href="{escape(str(address))}">{escape(str(name).capitalize())}</a></p>'
        if address and address != "#"
        else ""
    )


def _json(text: str) -> dict[str, Any]:
    said = _read(text)
    return said if isinstance(said, dict) else {}


def _list(text: str) -> list[Any]:
    said = _read(text)
    return said if isinstance(said, list) else []


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
