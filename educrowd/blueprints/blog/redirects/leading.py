"""Where somebody goes who asks for an address that is not here."""

from __future__ import annotations

import re

from flask import Request
from sqlalchemy import select

from educrowd.core.db import db

from ..models import Redirect
from .addresses import LONGEST, spelled

# A list of posts has its feeds right below; they move with it.
FEED = re.compile(r"(/blog/(?:tags|authors)/[^/]+)(/feed\.(?:xml|atom|json))")


def target_for(request: Request) -> str | None:
    """Where the address leads: as it was written with its query, else without it; the front page’s only with one."""
    try:
        whole = spelled(request.path, request.query_string.decode("utf-8", "replace"))
    except ValueError:
        return None
    bare = spelled(request.path)
    asked = [path for path in dict.fromkeys((whole, bare)) if path != "/" and _can_be_kept(path)]
    feed = FEED.fullmatch(bare)
    found = _targets([*asked, feed[1]] if feed and asked else asked)
    if target := next((found[path] for path in asked if path in found), None):
        return target
    return _feed_of(found[feed[1]], feed[2]) if feed and feed[1] in found else None


def _targets(paths: list[str]) -> dict[str, str]:
    rows = db.session.execute(select(Redirect.path, Redirect.target).where(Redirect.path.in_(paths)))
    return dict(rows.all()) if paths else {}


def _feed_of(target: str, feed: str) -> str | None:
    return f"{target}{feed}" if FEED.fullmatch(f"{target}{feed}") else None


def _can_be_kept(path: str) -> bool:
    """PostgreSQL refuses to be asked for a NUL."""
    return len(path) <= LONGEST and "\x00" not in path
