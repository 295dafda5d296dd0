"""Where somebody goes who asks for an address that is not here."""

from __future__ import annotations

import re
from urllib.parse import unquote

from flask import Request
from sqlalchemy import select

from educrowd.core.addresses import parts_of
from educrowd.core.db import db

from ..models import Redirect
from .addresses import LONGEST, is_page, spelled, step_after
from .belonging import lists_of

# Browsers give up after about so many.
MOST_STEPS = 20
HAS_FEEDS = re.compile(r"/blog/(?:tags|authors)/[^/?#]+")


def target_for(request: Request) -> str | None:
    """Where the address leads: as it was written with its query, else without it; the front page’s only with one.

    None as well where whoever followed would be led round in a circle: lists refuse these, files of sites do not.
    """
    target = _leads_to(request.path, request.query_string.decode("utf-8", "replace"))
    return target if target and _ends(target) else None


def _ends(target: str) -> bool:
    for _ in range(MOST_STEPS):
        parts = parts_of(target)
        path = unquote(parts.path)
        further = None if parts.netloc or is_page(step_after(target) or "") else _leads_to(path, parts.query)
        if further is None:
            return True
        target = further
    return False


def _leads_to(path: str, query: str) -> str | None:
    """The next step from there."""
    try:
        whole = spelled(path, query)
    except ValueError:
        return None
    bare = spelled(path)
    asked = dict.fromkeys((whole, bare))
    lists, feed = lists_of(bare)
    paths = [path for path in (*asked, *lists) if path not in ("", "/") and _can_be_kept(path)]
    found = dict(db.session.execute(select(Redirect.path, Redirect.target).where(Redirect.path.in_(paths))).all())
    if target := next((found[path] for path in asked if path in found), None):
        return target
    target = next((found[path] for path in lists if path in found), None)
    if target is None or lists_of(_place_of(target))[0]:
        # The rule would move it again, and could do so for ever.
        return None
    target = f"{target}/feed.{feed}" if feed and HAS_FEEDS.fullmatch(target) else target
    return None if _place_of(target) == bare else target


def _place_of(target: str) -> str:
    """The path on this site, spelled; empty for another site's."""
    return (step_after(target) or "").partition("?")[0]


def _can_be_kept(path: str) -> bool:
    """PostgreSQL refuses to be asked for a NUL."""
    return len(path) <= LONGEST and "\x00" not in path
