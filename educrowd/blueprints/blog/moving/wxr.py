"""WordPress's export files as records: XML of strangers, read piece by piece, names without their addresses."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from educrowd.core.errors import Invalid

from .mending import is_cut, mended

# WordPress writes control characters as it finds them, and no XML may hold them.
CONTROLS = bytes(sorted({*range(32)} - {*b"\t\n\r"}))
MOST_ITEMS = 20_000
MOST_COMMENTS = 50_000
UNREADABLE = "This is XML that can’t be read."
TOO_LONG = "This export is too long. Let WordPress export it in parts, by date or by author."
CUT = "This export stops in the middle: WordPress ended too early. Export it anew, in parts by date or author."
# Some hands have written https here.
EXPORT = "wordpress.org/export/"
PREFIXES = {"purl.org/rss/1.0/modules/content/": "content:", "purl.org/dc/elements/1.1/": "dc:"}


@dataclass(slots=True)
class Wxr:
    """The parts of an export; elements are named `title`, `wp:post_id`, `content:encoded`, `excerpt:encoded`."""

    facts: dict[str, str] = field(default_factory=dict)
    authors: list[dict[str, str]] = field(default_factory=list)
    items: list[Element] = field(default_factory=list)
    parents: dict[str, str] = field(default_factory=dict)
    comments: int = 0

    def add(self, element: Element) -> None:
        """One more of what stands in the channel."""
        if element.tag == "item":
            self.items.append(element)
            self.comments += len(element.findall("wp:comment"))
        elif element.tag == "wp:author":
            self.authors.append({child.tag: child.text or "" for child in element})
        elif element.tag == "wp:category":
            self.parents[text_of(element, "wp:category_nicename")] = text_of(element, "wp:category_parent")
        else:
            self.facts[element.tag] = (element.text or "").strip()
        if len(self.items) > MOST_ITEMS or self.comments > MOST_COMMENTS:
            raise Invalid("file", TOO_LONG)

    def take(self, part: Wxr) -> None:
        """What another file of the same export holds."""
        self.facts |= part.facts
        self.authors += part.authors
        self.parents |= part.parents
        for item in part.items:
            self.add(item)


def read_wxr(streams: Iterable[BinaryIO]) -> Wxr:
    """The files of one export; Invalid where they are none of WordPress, or none that can be read."""
    export = Wxr()
    for stream in streams:
        export.take(_part(stream))
    if "wp:wxr_version" not in export.facts:
        raise Invalid("file", "This is XML, but no export of WordPress (Tools → Export).")
    return export


def text_of(element: Element, name: str) -> str:
    """What the first child of this name says."""
    return (element.findtext(name) or "").strip()


def _part(stream: BinaryIO) -> Wxr:
    try:
        return _read(stream)
    except ParseError:
        stream.seek(0)
        data = stream.read()
    except (DefusedXmlException, ValueError, LookupError) as error:
        raise Invalid("file", UNREADABLE) from error
    try:
        return _read(io.BytesIO(mended(data)))
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise Invalid("file", CUT if b"wxr_version" in data and is_cut(data) else UNREADABLE) from error


def _read(stream: BinaryIO) -> Wxr:
    part = Wxr()
    for element in _elements(stream):
        part.add(element)
    return part


def _elements(stream: BinaryIO) -> Iterator[Element]:
    """What stands right inside the channel, each once it is whole."""
    depth, root = 0, None
    for event, element in iterparse(_Clean(stream), events=("start", "end"), forbid_dtd=True):
        if event == "start":
            depth += 1
            root = element if depth == 2 else root
            continue
        element.tag = _short(element.tag)
        depth -= 1
        if depth == 2:
            yield element
            if root is not None:
                root.remove(element)


def _short(tag: str) -> str:
    space, _, name = tag.rpartition("}")
    space = space.removeprefix("{").partition("://")[2]
    if space.startswith(EXPORT):
        return f"excerpt:{name}" if space.endswith("/excerpt/") else f"wp:{name}"
    return PREFIXES.get(space, "") + name


class _Clean(io.RawIOBase):
    """A stream without the characters that would end the reading."""

    def __init__(self, stream: BinaryIO):
        super().__init__()
        self._stream = stream

    def read(self, size: int = -1) -> bytes:
        """The next bytes; empty at the end alone."""
        while chunk := self._stream.read(size):
            if clean := chunk.translate(None, CONTROLS):
                return clean
        return b""
