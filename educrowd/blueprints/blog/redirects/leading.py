"""Where somebody goes who asks for an address that is not here."""

from __future__ import annotations

import re

from flask import Request
from sqlalchemy import select

from educrowd.core.db import db

from ..models import Redirect
from .addresses import LONGEST, spelled

# Further pages and feeds move with the list of posts that they belong to, from other blogs as well:
# /tag/ink/page/2, /category/ink/feed, /tag/ink/rss, /blog/tags/ink/feed.xml.
PAGED = re.compile(r"(.*)/page/\d{1,6}")
FED = re.compile(r"(.+)(?:/feed\.(xml|atom|json)|/(?:feed|rss)(?:/(?:(atom)|rdf|rss2?))?)")
HAS_FEEDS = re.compile(r"/blog/(?:tags|authors)/[^/?#]+")


def target_for(request: Request) -> str | None:
    """Where the address leads: as it was written with its query, else without it; the front page’s only with one."""
    try:
        whole = spelled(request.path, request.query_string.decode("utf-8", "replace"))
    except ValueError:
        return None
    bare = spelled(request.path)
    asked = dict.fromkeys((whole, bare))
    lists, feed = _lists_of(bare)
    paths = [path for path in (*asked, *lists) if path not in ("", "/") and _can_be_kept(path)]
    found = dict(db.session.execute(select(Redirect.path, Redirect.target).where(Redirect.path.in_(paths))).all())
    if target := next((found[path] for path in asked if path in found), None):
        return target
    target = next((found[path] for path in lists if path in found), None)
    if target and feed and HAS_FEEDS.fullmatch(target):
        target = f"{target}/feed.{feed}"
    return None if target == bare else target


def _lists_of(path: str) -> tuple[list[str], str]:
    """The lists that it may be a further page or a feed of, and which format of feed."""
    if paged := PAGED.fullmatch(path):
        # Of the front page of another blog the first page may be ours, so all further ones have one address.
        return [paged[1], f"{paged[1]}/page"], ""
    fed = FED.fullmatch(path)
    return ([fed[1]], fed[2] or fed[3] or "xml") if fed else ([], "")


def _can_be_kept(path: str) -> bool:
    """PostgreSQL refuses to be asked for a NUL."""
    return len(path) <= LONGEST and "\x00" not in path
