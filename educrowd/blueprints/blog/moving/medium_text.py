"""What Medium's editor writes, as plain HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from bs4 import Tag

from educrowd.core.addresses import parts_of

STORY = re.compile(r"(?:^|/)posts/(?:draft_|\d{4}-\d\d-\d\d_)[^/]*\.html$")
NUMBER = re.compile(r"(?:^|-+)([0-9a-f]{8,16})$")
HEADING = ("h1", "h2", "h3", "h4")


class Body:
    """The text of one story. `is_untitled` says that its title is nothing but its first words."""

    def __init__(self, body: Tag, title: str):
        self._body = body
        for line in body.select("hr.section-divider")[:1]:
            line.decompose()
        first = body.select_one(".graf--title, h3, h4")
        heading = first if first is not None and first.name in HEADING and words(first) == title else None
        top = next((each for each in body.select(".graf") if words(each)), body)
        begin = title.rstrip(" .…")
        self.is_untitled = bool(begin) and top.name not in HEADING and words(top).startswith(begin)
        if heading is not None:
            heading.decompose()

    def html(self, own: frozenset[str]) -> str:
        """The text without its title; links to stories of the same export lead to `/p/<number>`."""
        _join_code(self._body.select("pre"))
        for link in self._body.select("a[href]"):
            number = NUMBER.search(PurePosixPath(parts_of(str(link["href"])).path).name)
            if number and number[1] in own:
                link["href"] = f"https://medium.com/p/{number[1]}"
        for card in self._body.select(".graf--mixtapeEmbed"):
            _plain_card(card)
        return self._body.decode_contents()


def words(part: Tag | None) -> str:
    """What it says, in one line."""
    return " ".join(part.get_text().split()) if part else ""


def _plain_card(card: Tag) -> None:
    """A card that shows another page, with a picture of it and what it says of itself, becomes a link."""
    link, title = card.select_one("a[href]"), card.select_one("strong")
    if link is not None:
        link.string = words(title) or str(link["href"])
        for picture in card.select(".mixtapeImage"):
            picture.decompose()
        card.name = "p"


def _join_code(blocks: Iterable[Tag]) -> None:
    """An empty line among code begins another block there, though readers see one; newer blocks say their language."""
    last = None
    for code in blocks:
        if language := str(code.get("data-code-block-lang") or ""):
            code["class"] = f"language-{language}"
        if last is not None and code.find_previous_sibling() is last and not code.get("data-code-block-mode"):
            last.append("\n\n")
            last.extend(list(code.contents))
            code.decompose()
        else:
            last = code
