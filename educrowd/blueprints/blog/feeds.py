"""The blog for feed readers: RSS, Atom and JSON Feed, with whole texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from html import unescape
from typing import Any
from urllib.parse import urljoin
from xml.etree import ElementTree as ET

from markupsafe import escape

from educrowd.core.xml_file import xml_bytes

from .models import Author, Post

ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DC = "http://purl.org/dc/elements/1.1/"
POSTS_IN_A_FEED = 20
# Words may look like attributes, as those of a code sample do: only tags are looked into, value by value.
_TAG = re.compile(r'<[a-z][^<>"]*(?:"[^"]*"[^<>"]*)*>', re.IGNORECASE)
_ATTRIBUTE = re.compile(r'\s([a-z][\w:-]*)="([^"]*)"', re.IGNORECASE)

for prefix, address in (("atom", ATOM), ("content", CONTENT), ("dc", DC)):
    ET.register_namespace(prefix, address)


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed says about itself; all addresses are absolute."""

    title: str
    description: str
    publisher: str
    permanent_host: str
    home: str
    address: str
    language: str
    post_address: Callable[[Post], str]
    author_address: Callable[[Author], str]
    posts: Sequence[Post]

    @property
    def updated_at(self) -> datetime | None:
        return max((post.updated_at for post in self.posts), default=None)

    def text_of(self, post: Post) -> str:
        """The post as it reads away from the site; of one that is for some alone, what everybody may know."""
        if post.is_gated:
            return f"<p>{escape(post.summary)}</p>" if post.summary else ""
        return away_from_home(post.body_html, self.post_address(post))


def away_from_home(html: str, address: str) -> str:
    """HTML of the page at `address` as it reads elsewhere: all addresses absolute, one size of each picture."""

    def elsewhere(found: re.Match[str]) -> str:
        if found[1] in ("srcset", "sizes"):
            return ""
        return f' {found[1]}="{_absolute(found[2], address)}"' if found[1] in ("src", "href") else found[0]

    return _TAG.sub(lambda tag: _ATTRIBUTE.sub(elsewhere, tag[0]), html)


def _absolute(written: str, address: str) -> str:
    try:
        return escape(urljoin(address, unescape(written)))
    except ValueError:  # half an address, such as "http://["
        return written


def as_rss(feed: Feed) -> bytes:
    """RSS 2.0."""
    rss = ET.Element("rss", version="2.0")
    channel = ET.SubElement(rss, "channel")
    _texts(channel, title=feed.title, link=feed.home, description=feed.description, language=feed.language)
    _atom(channel, "link", rel="self", href=feed.address, type="application/rss+xml")
    if feed.updated_at:
        _texts(channel, lastBuildDate=format_datetime(feed.updated_at))
    for post in feed.posts:
        _rss_item(ET.SubElement(channel, "item"), feed, post)
    return xml_bytes(rss)


def _rss_item(item: ET.Element, feed: Feed, post: Post) -> None:
    address = feed.post_address(post)
    _texts(item, title=post.title, link=address, description=post.summary)
    _texts(item, guid=_permanent_id(feed, post), pubDate=format_datetime(_published(post)))
    item.find("guid").set("isPermaLink", "false")  # pyright: ignore[reportOptionalMemberAccess]
    for author in post.authors:
        ET.SubElement(item, f"{{{DC}}}creator").text = author.name
    for tag in post.tags:
        _texts(item, category=tag.name)
    ET.SubElement(item, f"{{{CONTENT}}}encoded").text = feed.text_of(post)


def as_atom(feed: Feed) -> bytes:
    """Atom 1.0."""
    root = ET.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": feed.language})
    _atom(root, "title", feed.title)
    _atom(root, "subtitle", feed.description)
    _atom(root, "id", feed.address)
    _atom(root, "updated", (feed.updated_at or datetime.fromisoformat("1970-01-01T00:00:00+00:00")).isoformat())
    _atom(root, "link", rel="self", href=feed.address, type="application/atom+xml")
    _atom(root, "link", rel="alternate", href=feed.home, type="text/html")
    # Of entries that name nobody.
    _atom(_atom(root, "author"), "name", feed.publisher)
    for post in feed.posts:
        _atom_entry(_atom(root, "entry"), feed, post)
    return xml_bytes(root)


def _atom_entry(entry: ET.Element, feed: Feed, post: Post) -> None:
    _atom(entry, "title", post.title)
    _atom(entry, "id", _permanent_id(feed, post))
    _atom(entry, "link", rel="alternate", href=feed.post_address(post), type="text/html")
    _atom(entry, "published", _published(post).isoformat())
    _atom(entry, "updated", post.updated_at.isoformat())
    for author in post.authors:
        person = _atom(entry, "author")
        _atom(person, "name", author.name)
        _atom(person, "uri", feed.author_address(author))
    for tag in post.tags:
        _atom(entry, "category", term=tag.slug, label=tag.name)
    _atom(entry, "summary", post.summary)
    _atom(entry, "content", feed.text_of(post), type="html")


def as_json_feed(feed: Feed) -> dict[str, Any]:
    """JSON Feed 1.1."""
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.description,
        "home_page_url": feed.home,
        "feed_url": feed.address,
        "language": feed.language,
        "authors": [{"name": feed.publisher}],
        "items": [_json_item(feed, post) for post in feed.posts],
    }


def _json_item(feed: Feed, post: Post) -> dict[str, Any]:
    return {
        "id": _permanent_id(feed, post),
        "url": feed.post_address(post),
        "title": post.title,
        "summary": post.summary,
        "content_html": feed.text_of(post),
        "date_published": _published(post).isoformat(),
        "date_modified": post.updated_at.isoformat(),
        "authors": [{"name": author.name, "url": feed.author_address(author)} for author in post.authors],
        "tags": [tag.name for tag in post.tags],
    }


def _permanent_id(feed: Feed, post: Post) -> str:
    # Not the address: readers would show a post with a new address, or of a site that moved, a second time.
    return f"tag:{feed.permanent_host},{post.created_at:%Y-%m-%d}:posts/{post.id}"


def _published(post: Post) -> datetime:
    assert post.published_at is not None
    return post.published_at


def _texts(parent: ET.Element, **texts: str) -> None:
    for name, text in texts.items():
        ET.SubElement(parent, name).text = text


def _atom(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    element.text = text
    return element
