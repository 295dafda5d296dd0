"""What RFC 4287, RSS 2.0 and JSON Feed 1.1 ask of a feed, and what every reader needs of the texts in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


class _Addresses(HTMLParser):
    def __init__(self, html: str):
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name in ("href", "src", "srcset")]


def faults_of(body: bytes, address: str, mimetype: str) -> list[str]:
    """What is wrong with the feed that stands at `address`; nothing when it keeps all rules."""
    rules = {"application/atom+xml": atom, "application/rss+xml": rss, "application/feed+json": json_feed}
    return list(rules[mimetype](body, address))


def atom(body: bytes, address: str) -> Iterator[str]:
    """RFC 4287, sections 4.1 and 4.2: what MUST be there, and how often."""
    feed = ET.fromstring(body)
    entries = feed.findall(f"{ATOM}entry")
    if feed.tag != f"{ATOM}feed" or not feed.get(LANGUAGE):
        yield "the root is a feed with a language"
    yield from _once(feed, "id", "title", "updated")
    for rel in ("self", "alternate"):
        links = [link.get("href") for link in feed.findall(f"{ATOM}link") if link.get("rel", "alternate") == rel]
        if len(links) != 1 or not is_absolute(links[0]) or (rel == "self" and links != [address]):
            yield f"one {rel} link: {links}"
    if not feed.findall(f"{ATOM}author") and not all(entry.findall(f"{ATOM}author") for entry in entries):
        yield "a feed has an author, or each of its entries has"
    yield from _moments([feed.findtext(f"{ATOM}updated")], datetime.fromisoformat)
    yield from _unique([entry.findtext(f"{ATOM}id") for entry in entries])
    for entry in entries:
        yield from _atom_entry(entry)
    for person in feed.iter(f"{ATOM}author"):
        uris = [uri.text for uri in person.findall(f"{ATOM}uri")]
        if (
            len(person.findall(f"{ATOM}name")) != 1
            or not person.findtext(f"{ATOM}name")
            or not all(map(is_absolute, uris))
        ):
            yield "a person has one name, and an address that is whole"
    yield from _ordered([entry.findtext(f"{ATOM}published") for entry in entries], datetime.fromisoformat)


def _atom_entry(entry: ET.Element) -> Iterator[str]:
    yield from _once(entry, "id", "title", "updated", "published", "summary", "content")
    dates = [entry.findtext(f"{ATOM}{name}") for name in ("updated", "published")]
    yield from _moments(dates, datetime.fromisoformat)
    alternate = [link.get("href") for link in entry.findall(f"{ATOM}link")]
    if len(alternate) != 1 or not is_absolute(alternate[0]):
        yield f"an entry leads to its page: {alternate}"
    if any(not category.get("term") for category in entry.findall(f"{ATOM}category")):
        yield "a category has a term"
    content = entry.find(f"{ATOM}content")
    if content is None or content.get("type") != "html" or len(content):
        yield "content is HTML, escaped"
    else:
        yield from _texts(content.text)


def rss(body: bytes, address: str) -> Iterator[str]:
    """RSS 2.0, with the self link that readers ask for."""
    root = ET.fromstring(body)
    channels = root.findall("channel")
    if root.tag != "rss" or root.get("version") != "2.0" or len(channels) != 1:
        yield "one channel in rss 2.0"
    for name in ("title", "link", "description", "language"):
        if len(channels[0].findall(name)) != 1 or not channels[0].findtext(name):
            yield f"one {name} of the channel"
    own = [link.get("href") for link in channels[0].findall(f"{ATOM}link") if link.get("rel") == "self"]
    if own != [address] or not is_absolute(channels[0].findtext("link")):
        yield f"leads to itself and home: {own}"
    items = channels[0].findall("item")
    yield from _unique([item.findtext("guid") for item in items])
    for item in items:
        guid = item.find("guid")
        if guid is None or (guid.get("isPermaLink") != "false" and not is_absolute(guid.text)):
            yield "a guid that is no address says so"
        if not item.findtext("title") or not is_absolute(item.findtext("link")):
            yield "an item has a title and leads to its page"
        yield from _texts(item.findtext(CONTENT))
    dates = [item.findtext("pubDate") for item in items]
    yield from _moments([*dates, *(date.text for date in channels[0].findall("lastBuildDate"))], parsedate_to_datetime)
    yield from _ordered(dates, parsedate_to_datetime)


def json_feed(body: bytes, address: str) -> Iterator[str]:
    """JSON Feed 1.1: required members, their types, and whole addresses."""
    feed: dict[str, Any] = json.loads(body)
    if feed.get("version") != "https://jsonfeed.org/version/1.1" or not feed.get("title"):
        yield "version and title"
    if feed.get("feed_url") != address or not is_absolute(feed.get("home_page_url")) or not feed.get("language"):
        yield "feed_url, home_page_url and language"
    if not feed.get("authors"):
        yield "a feed has authors"
    items = feed["items"]
    yield from _unique([item.get("id") for item in items])
    for item in items:
        yield from _json_item(item)
    for person in [author for each in (feed, *items) for author in each.get("authors", [])]:
        if not person.get("name") or not is_absolute(person.get("url", "https://example.org/")):
            yield f"an author has a name: {person}"
    dates = [item.get("date_published") for item in items]
    yield from _moments([*dates, *(item.get("date_modified") for item in items)], datetime.fromisoformat)
    yield from _ordered(dates, datetime.fromisoformat)


def _json_item(item: dict[str, Any]) -> Iterator[str]:
    if not isinstance(item.get("id"), str) or not is_absolute(item.get("url")):
        yield "an item has an id, which is text, and an address"
    if not isinstance(item.get("content_html"), str):
        yield "an item has content"
    if not all(isinstance(tag, str) and tag for tag in item.get("tags", [])):
        yield "tags are texts"
    yield from _texts(item.get("content_html"))


def is_absolute(address: str | None) -> bool:
    parts = urlsplit(address or "")
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _once(parent: ET.Element, *names: str) -> Iterator[str]:
    for name in names:
        found = parent.findall(f"{ATOM}{name}")
        if len(found) != 1 or not (found[0].text or name in ("summary", "content")):
            yield f"one {name}, which is not empty"


def _unique(ids: list[str | None]) -> Iterator[str]:
    if None in ids or "" in ids or len(set(ids)) != len(ids):
        yield f"each has an id of its own: {ids}"
    yield from (f"{id} is no IRI" for id in ids if not urlsplit(id or "").scheme)


def _moments(dates: list[str | None], read: Any) -> Iterator[str]:
    for date in dates:
        if read(date or "").tzinfo is None:
            yield f"{date} has no time zone"


def _ordered(dates: list[Any], read: Any) -> Iterator[str]:
    moments = [read(date) for date in dates]
    if moments != sorted(moments, reverse=True):
        yield "the latest comes first"


def _texts(html: str | None) -> Iterator[str]:
    for address in _Addresses(html or "").found:
        if not urlsplit(address).scheme:
            yield f"{address} leads nowhere from a reader"
