"""Lists and feeds of the other blog, and what stands for them here.

Their further pages and feeds are led on by rule: see `redirects.leading`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

from sqlalchemy import select

from educrowd.core.db import db
from educrowd.core.slugs import slugify

from ..archive import months
from ..limits import TAG
from ..models import Tag
from ..models.slugs import slug_of_name
from .found import FormerList, Writer
from .people import People
from .wxr import Wxr, text_of

MOST = 5_000
DEEPEST = 10
DATED = re.compile(r"[12]\d{3}-(?:0[1-9]|1[0-2])-")
ALL, FEED, ATOM, ARCHIVE = "all", "feed", "atom", "archive"
PLACES = {ALL: "/blog/", FEED: "/feed.xml", ATOM: "/feed.atom", ARCHIVE: "/blog/archive/"}


def lists_of_wordpress(home: str, export: Wxr, people: dict[str, Writer]) -> list[FormerList]:
    """Categories, tags, authors, years and months of which a post is here, and the feeds."""
    home = home.rstrip("/")
    found = [FormerList(ALL, f"{home}/page"), FormerList(ALL, home), FormerList(FEED, f"{home}/comments/feed")]
    found += [FormerList(FEED, f"{home}/feed"), FormerList(ATOM, f"{home}/feed/atom")]
    shown = [item for item in export.items if _is_public_post(item)]
    terms = {_term(each) for item in shown for each in item.findall("category")}
    for domain, nicename, name in sorted(terms):
        if nicename == "uncategorized":
            found.append(FormerList(ALL, f"{home}/category/{nicename}"))
        elif domain == "category":
            found.append(FormerList("tag", f"{home}/category/{_nested(nicename, export.parents)}", name))
        elif domain in ("post_tag", "tag"):
            found.append(FormerList("tag", f"{home}/tag/{nicename}", name))
    for login in sorted({text_of(item, "dc:creator") for item in shown} - {""}):
        writer = people.get(login, Writer(login))
        found.append(
            FormerList("author", f"{home}/author/{slugify(login, otherwise=login)}", writer.name, writer.email)
        )
    for when in sorted({when for item in shown for when in _times(text_of(item, "wp:post_date"))}):
        found.append(FormerList("time", f"{home}/{when.replace('-', '/')}", when))
    return found[:MOST]


def lists_of_ghost(tags: dict[str, str], people: dict[str, tuple[str, str]]) -> list[FormerList]:
    """Tags by slug, writers by slug with their addresses, and the feed."""
    found = [FormerList(ALL, "/page"), FormerList(FEED, "/rss")]
    found += [FormerList("tag", f"/tag/{slug}", name) for slug, name in tags.items() if slug and name[:1] != "#"]
    found += [FormerList("author", f"/author/{slug}", *said) for slug, said in people.items() if slug]
    return found[:MOST]


def lists_of_substack() -> list[FormerList]:
    return [FormerList(ARCHIVE, "/archive"), FormerList(FEED, "/feed")]


def present_lists(lists: Iterable[FormerList], people: People) -> list[tuple[str, str]]:
    """Where each stood and what stands for it here; those that have nothing here are left out."""
    lists = list(lists)
    slugs = {slug_of_name(each.name[:TAG]) for each in lists if each.kind == "tag"}
    tags = {tag.slug: tag for tag in db.session.scalars(select(Tag).where(Tag.slug.in_(slugs)))}
    times = {time for month in months() for time in (f"{month.year:04}", f"{month.year:04}-{month.month:02}")}
    return [(each.address, target) for each in lists if (target := _target(each, tags, people, times))]


def _target(each: FormerList, tags: dict[str, Tag], people: People, times: set[str]) -> str:
    if each.kind == "tag":
        tag = tags.get(slug_of_name(each.name[:TAG]))
        return tag.path if tag else ""
    if each.kind == "author":
        author = people.page_of(each.name, each.email)
        return f"/blog/authors/{author.slug}" if author else ""
    if each.kind == "time":
        # Clocks of both sites may differ at the ends of a month.
        return f"{PLACES[ARCHIVE]}{each.name.replace('-', '/')}" if each.name in times else PLACES[ARCHIVE]
    return PLACES[each.kind]


def _is_public_post(item: Element) -> bool:
    return text_of(item, "wp:post_type") == "post" and text_of(item, "wp:status") == "publish"


def _term(category: Element) -> tuple[str, str, str]:
    name = (category.text or "").strip()
    return category.get("domain") or "", category.get("nicename") or slugify(name, otherwise=name), name


def _nested(nicename: str, parents: dict[str, str]) -> str:
    """A category stands below those that it is a part of."""
    steps = [nicename]
    while (parent := parents.get(steps[0])) and parent not in steps and len(steps) < DEEPEST:
        steps.insert(0, parent)
    return "/".join(steps)


def _times(said: str) -> Iterator[str]:
    """`"2019-05-04 10:20:30"` → `2019`, `2019-05`."""
    if DATED.match(said):
        yield from (said[:4], said[:7])
