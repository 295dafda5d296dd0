"""Medium's own export: a ZIP with a page of HTML for each story."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import PurePosixPath

from bs4 import BeautifulSoup

from educrowd.core.archives import Archive

from .found import Entry, Found, Writer
from .medium_text import NUMBER, STORY, Body, words
from .reading import read_entry, universal

RESPONSE = "It has no title, like the responses that Medium exports among stories: it comes as a draft."


def stories_in(names: list[str]) -> list[str]:
    """Those of the archive's files that are stories."""
    return [name for name in names if STORY.search(name)]


def read_medium(archive: Archive, names: list[str]) -> Found:
    """All stories of an export."""
    found = Found("medium", "medium", "https://medium.com", archive=archive)
    stories = {name: _number(PurePosixPath(name).stem) for name in stories_in(names)}
    own = frozenset(stories.values())
    for name, number in stories.items():
        read = partial(_entry, archive, name, number, own)
        read_entry(found, "post", PurePosixPath(name).stem, archive.size_of(name), read)
    return found


def _number(stem: str) -> str:
    number = NUMBER.search(stem)
    return number[1] if number else stem


def _entry(archive: Archive, name: str, number: str, own: frozenset[str]) -> Entry:
    soup = BeautifulSoup(archive.read(name).decode("utf-8", "replace"), "html.parser")
    title, part = words(soup.select_one(".p-name")), soup.select_one("[data-field=body]")
    body = Body(part, title) if part else None
    address = soup.select_one("a.p-canonical")
    moment = soup.select_one("time.dt-published")
    link = str(address["href"]) if address and address.get("href") else ""
    is_draft = PurePosixPath(name).name.startswith("draft_")
    is_response = not is_draft and body is not None and body.is_untitled
    is_out = not is_draft and not is_response
    return Entry(
        id=number,
        title=title or words(soup.select_one("title")),
        text=body.html(own) if body else "",
        slug=NUMBER.sub("", PurePosixPath(link).name) if link else "",
        excerpt=words(soup.select_one("[data-field=subtitle]")),
        status="published" if is_out else "draft",
        at=_moment(str(moment.get("datetime")) if moment else ""),
        writers=[Writer(name)] if (name := words(soup.select_one(".p-author"))) else [],
        address=link,
        # Where stories link to a response, it stays readable on Medium.
        aliases=[f"https://medium.com/p/{number}"] if is_out else [],
        notes=[RESPONSE] if is_response else [],
    )


def _moment(text: str) -> datetime | None:
    try:
        return universal(datetime.fromisoformat(text))
    except ValueError:
        return None
