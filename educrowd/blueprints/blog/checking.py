"""What keeps some people from reading a text, found while it is written: pictures, headings, names of links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

from sqlalchemy import select

from educrowd.core.db import db

from .models import Media
from .models.illustrations import OWN

EMPTY_NAMES = frozenset(
    ("click here", "here", "more", "read more", "continue", "details", "link", "this", "this link", "hier", "mehr")
)
HEADING = re.compile(r"h([1-6])")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend: `rule` is alt, heading or link; `words` say what and where."""

    rule: str
    words: str


def check(html: str) -> list[Finding]:
    """What to mend in a rendered post, in the order of the text."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    decorative = _decorative(reader.sources)
    found = [*_of_pictures(reader, decorative), *_of_headings(reader), *_of_links(reader)]
    return [finding for _, finding in sorted(found, key=lambda one: one[0])]


class _Reader(HTMLParser):
    """Pictures, headings and links with their places."""

    def __init__(self) -> None:
        super().__init__()
        self.place = 0
        self.pictures: list[tuple[int, str, str]] = []
        self.headings: list[tuple[int, int, str]] = []
        self.links: list[tuple[int, str, str]] = []
        self._open: list[tuple[str, int, str]] = []
        self._said = ""

    @property
    def sources(self) -> list[str]:
        return [source for _, source, alt in self.pictures if not alt]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.place += 1
        given = {name: value or "" for name, value in attrs}
        if tag == "img":
            self.pictures.append((self.place, given.get("src", ""), given.get("alt", "").strip()))
            self._said += given.get("alt", "")
        if HEADING.fullmatch(tag) or tag == "a":
            self._open.append((tag, self.place, given.get("href", "")))
            self._said = ""

    def handle_data(self, data: str) -> None:
        self._said += data

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1][0] != tag:
            return
        _, place, address = self._open.pop()
        said = " ".join(self._said.split())
        if tag == "a":
            self.links.append((place, address, said))
        else:
            self.headings.append((place, int(tag[1]), said))


def _of_pictures(reader: _Reader, decorative: set[str]) -> Iterator[tuple[int, Finding]]:
    for place, source, alt in reader.pictures:
        if not alt and source not in decorative:
            name = source.rpartition("/")[2] or "a picture"
            yield place, Finding("alt", f"“{name}” does not say what it shows: put that between the square brackets.")


def _of_headings(reader: _Reader) -> Iterator[tuple[int, Finding]]:
    above = 1
    for place, level, said in reader.headings:
        if not said:
            yield place, Finding("heading", "A heading is empty.")
        if level > above + 1:
            yield place, Finding("heading", f"“{said}” skips a level: use one # less, or put a heading above it.")
        above = level


def _of_links(reader: _Reader) -> Iterator[tuple[int, Finding]]:
    for place, address, said in reader.links:
        if address.startswith("#fn"):
            continue
        if not said:
            yield place, Finding("link", f"The link to {address} has no words.")
        elif said.casefold().strip(" .:!→»") in EMPTY_NAMES:
            words = f"A link is called “{said}”: say where it leads, for those who hear links alone."
            yield place, Finding("link", words)


def _decorative(sources: list[str]) -> set[str]:
    """Those of these pictures whose uploader said that they only decorate."""
    ids = {source: found[1] for source in sources if (found := OWN.fullmatch(source))}
    if not ids:
        return set()
    said = select(Media.public_id).where(Media.public_id.in_(ids.values()), Media.decorative)
    decorative = set(db.session.scalars(said))
    return {source for source, public_id in ids.items() if public_id in decorative}
