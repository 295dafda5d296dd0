"""Whether a page elsewhere links to an address, and what it says, in plain text."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup, Tag

from educrowd.core.comments.spam import UNSEEN

from ..models.mention import KINDS
from .fetching import Fetched, joined
from .places import same

TITLE = 200
NAME = 80
EXCERPT = 500
POINTING = ("href", "src")
HTML = frozenset({"text/html", "application/xhtml+xml"})
# Microformats of what a page does with what it links to.
ACTS = {"u-in-reply-to": "reply", "u-like-of": "like", "u-repost-of": "repost", "u-bookmark-of": "bookmark"}
UNTOLD = re.compile(r"[\x00-\x1f\x7f\ufffe\uffff\ud800-\udfff]+")
ENDS_ADDRESS = re.compile(r"[\s<>\"'),.;\]}]|$")


@dataclass(frozen=True, slots=True)
class Said:
    """What readers are shown of it."""

    kind: str = KINDS[0]
    title: str = ""
    author_name: str = ""
    body: str = ""


def read(page: Fetched, targets: set[str]) -> Said | None:
    """What the page says, or None where it links to none of these addresses."""
    wanted = {same(target) for target in targets}
    if page.kind in HTML:
        return _read_html(page, wanted)
    if page.kind == "application/json" or page.kind.endswith("+json"):
        return Said() if _is_in_json(page.text, wanted) else None
    return Said() if page.kind.startswith("text/") and _is_in_text(page.text, targets) else None


def _read_html(page: Fetched, wanted: set[str]) -> Said | None:
    soup = BeautifulSoup(page.text, "html.parser")
    base = soup.find("base", href=True)
    url = joined(page.url, str(base["href"])) if isinstance(base, Tag) else page.url
    links = [tag for tag in soup.find_all(True) if _leads_to(tag, url, wanted)]
    if not links:
        return None
    entry = next((found for link in links if (found := link.find_parent(class_="h-entry"))), None)
    entry = entry or soup.find(class_="h-entry")
    title = soup.title.get_text() if soup.title else ""
    if not isinstance(entry, Tag):
        return Said(title=_line(title, TITLE), body=_around(links[0]))
    said = _first(entry, "p-summary") or _first(entry, "e-content")
    return Said(
        kind=_act(entry, url, wanted),
        title=_line(_text(_first(entry, "p-name")) or title, TITLE),
        author_name=_line(_author(entry), NAME),
        body=_line(_text(said), EXCERPT) if said else _around(links[0]),
    )


def _leads_to(tag: Tag, url: str, wanted: set[str]) -> bool:
    given = (tag.get(name) for name in POINTING)
    return any(same(joined(url, str(each))) in wanted for each in given if each)


def _act(entry: Tag, url: str, wanted: set[str]) -> str:
    for name, kind in ACTS.items():
        for tag in entry.find_all(class_=name):
            if any(_leads_to(each, url, wanted) for each in (tag, *tag.find_all(True))):
                return kind
    return KINDS[0]


def _first(entry: Tag, name: str) -> Tag | None:
    """The entry's own, not that of somebody whom it quotes or names."""
    for tag in entry.find_all(class_=name):
        around = tag.find_parent(class_=re.compile("^h-"))
        if around is entry:
            return tag
    return None


def _author(entry: Tag) -> str:
    author = _first(entry, "p-author")
    if author is None:
        card = entry.find(class_="h-card")
        author = card if isinstance(card, Tag) else None
    name = author.find(class_="p-name") if author else None
    return _text(name if isinstance(name, Tag) else author)


def _around(link: Tag) -> str:
    """The paragraph in which it stands."""
    block = link.find_parent(["p", "li", "blockquote", "td", "dd", "figure"])
    return _line(_text(block), EXCERPT)


def _text(tag: Tag | None) -> str:
    return tag.get_text(" ") if tag else ""


def _line(text: str, longest: int) -> str:
    line = " ".join(UNTOLD.sub(" ", UNSEEN.sub("", text[: 20 * longest])).split())
    return line if len(line) <= longest else line[: longest - 2].rstrip() + " …"


def _is_in_json(text: str, wanted: set[str]) -> bool:
    try:
        waiting: list[Any] = [json.loads(text)]
    except (ValueError, RecursionError):
        return False
    while waiting:
        match waiting.pop():
            case dict() as found:
                waiting += found.values()
            case list() as found:
                waiting += found
            case str() as found if same(found) in wanted:
                return True
    return False


def _is_in_text(text: str, targets: set[str]) -> bool:
    return any(re.search(re.escape(each) + rf"(?={ENDS_ADDRESS.pattern})", text) for each in targets)
