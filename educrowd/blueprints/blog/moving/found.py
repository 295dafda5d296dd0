"""What every format is read into."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Protocol

from educrowd.core.archives import Archive

from .bounds import short

DOUBLE = "It stands in the file twice; the first comes."
# What a change of these would say nothing about the text.

BESIDE = ("comments", "notes", "aliases")


@dataclass(slots=True)
class Writer:
    """Who wrote something; the address is compared with those of this site's people, and not kept."""

    name: str
    email: str = ""


@dataclass(slots=True)
class Remark:
    """What a reader wrote below an entry."""

    id: str
    name: str
    html: str
    at: datetime | None
    status: str = "published"
    answers: str = ""


@dataclass(slots=True)
class Entry:
    """A post or a page; its text is HTML, or Markdown where `is_markdown` says so.

    `aliases` are further addresses under which others may link to it.
    """

    id: str
    title: str
    text: str
    kind: str = "post"
    is_markdown: bool = False
    slug: str = ""
    excerpt: str = ""
    status: str = "draft"
    at: datetime | None = None
    tags: list[str] = field(default_factory=list)
    writers: list[Writer] = field(default_factory=list)
    address: str = ""
    aliases: list[str] = field(default_factory=list)
    picture: str = ""
    picture_alt: str = ""
    audience: str = ""
    is_closed: bool = False
    comments: list[Remark] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from all others of its blog."""
        return self.kind, self.id

    @property
    def digest(self) -> str:
        """Differs where the entry does."""
        said = {name: value for name, value in asdict(self).items() if name not in BESIDE}
        return hashlib.sha256(json.dumps(said, default=str, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class FormerList:
    """A list of posts that the other blog had: by a tag, by a writer or by time, and where it stood.

    `name` is the tag's or the writer's name; of a list by time it is "2019-05", of all posts it is empty.
    """

    kind: str
    address: str
    name: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Left:
    """What stays out, and why."""

    kind: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that the other system lists, with what it says of it."""

    name: str
    address: str
    alt: str = ""


@dataclass(slots=True)
class Found:
    """All that a file holds. `source` tells the blog from others; `home` is its address, if the file says it."""

    format: str
    source: str
    home: str = ""
    entries: list[Entry] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    lists: list[FormerList] = field(default_factory=list)
    archive: Archive | None = None

    def __post_init__(self) -> None:
        self.source = short(self.source)

    def without_doubles(self) -> None:
        """Of what stands in a file twice, as where several exports are packed, the first stays."""
        first: dict[tuple[str, str], Entry] = {}
        for entry in self.entries:
            if first.setdefault(entry.key, entry) is not entry:
                self.left.append(Left(entry.kind, entry.title, DOUBLE))
        self.entries = list(first.values())


class Reader(Protocol):
    """A format: reads a file, or says Invalid in words for people."""

    def __call__(self, source: Any) -> Found: ...
