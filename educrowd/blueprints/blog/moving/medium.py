"""Medium's own export: a ZIP with a page of HTML for each story."""

from __future__ import annotations

import re
from datetime import datetime
from functools import partial
from pathlib import PurePosixPath

from bs4 import BeautifulSoup, Tag

from educrowd.core.archives import Archive

from .found import Entry, Found, Writer
from .reading import read_entry, universal

STORY = re.compile(r"(?:^|/)posts/(?:draft_|\d{4}-\d\d-\d\d_)[^/]*\.html$")
NUMBER = re.compile(r"-+([0-9a-f]{8,16})$")


def stories_in(names: list[str]) -> list[str]:
    """Those of the archive's files that are stories."""
    return [name for name in names if STORY.search(name)]


def read_medium(archive: Archive, names: list[str]) -> Found:
    """All stories of an export."""
    found = Found("medium", "medium", "https://medium.com", archive=archive)
    for name in stories_in(names):
        stem = PurePosixPath(name).stem
        read_entry(found, "post", stem, archive.size_of(name), partial(_entry, archive, name))
    return found


def _entry(archive: Archive, name: str) -> Entry:
    html = archive.read(name).decode("utf-8", "replace")
    stem, soup = PurePosixPath(name).stem, BeautifulSoup(html, "html.parser")
    number = NUMBER.search(stem)
    title, body = _words(soup, ".p-name"), soup.select_one("[data-field=body]")
    address = soup.select_one("a.p-canonical")
    moment = soup.select_one("time.dt-published")
    link = str(address["href"]) if address and address.get("href") else ""
    return Entry(
        id=number[1] if number else stem,
        title=title or _words(soup, "title"),
        text=_without_title(body, title) if body else "",
        slug=NUMBER.sub("", PurePosixPath(link).name) if link else "",
        excerpt=_words(soup, "[data-field=subtitle]"),
        status="draft" if stem.startswith("draft_") else "published",
        at=_moment(str(moment.get("datetime")) if moment else ""),
        writers=[Writer(name)] if (name := _words(soup, ".p-author")) else [],
        address=link,
    )


def _without_title(body: Tag, title: str) -> str:
    """The text; its first line is the title once more, and lines stand between its parts and above the first."""
    for line in body.select("hr.section-divider")[:1]:
        line.decompose()
    first = body.select_one(".graf--title, h3, h4")
    if first and " ".join(first.get_text().split()) == " ".join(title.split()):
        first.decompose()
    return body.decode_contents()


def _words(soup: BeautifulSoup, selector: str) -> str:
    found = soup.select_one(selector)
    return " ".join(found.get_text().split()) if found else ""


def _moment(text: str) -> datetime | None:
    try:
        return universal(datetime.fromisoformat(text))
    except ValueError:
        return None
