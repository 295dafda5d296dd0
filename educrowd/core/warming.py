"""Pages made before the fork: what the first answers build is then in memory once, not in each process."""

from __future__ import annotations

import re

import structlog
from flask import current_app
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from . import registry
from .db import db

log = structlog.get_logger()

LINK = re.compile(r'href="(/[^"?#]*)')
# Python rewrites what it runs for the first times, and each process that does so has a copy of its own.
TIMES = 3


def warm_up() -> None:
    """Answer the platform's front page, and of one site a page of each kind to which its front page leads."""
    try:
        for path in ("/", "/readyz"):
            look_at(f"http://{current_app.config['BASE_DOMAIN']}", path)
        for origin in registry.warmed.collect():
            for path in pages_of_each_kind(origin) * TIMES:
                look_at(origin, path)
    except Exception:
        # Whoever comes finds a server all the same, and one broken page among many.
        log.exception("not_warmed_up")
    finally:
        db.engine.dispose()


def pages_of_each_kind(origin: str) -> list[str]:
    """The first address for each view."""
    links = LINK.findall(look_at(origin, "/").text)
    return list({view_at(path): path for path in reversed(links)}.values())


def view_at(path: str) -> str | None:
    try:
        return current_app.url_map.bind("").match(path)[0]
    except HTTPException:
        return None


def look_at(origin: str, path: str) -> TestResponse:
    """Nobody's visit, and with a query that no page knows: neither kept for visitors nor answered from what is kept."""
    return current_app.test_client().get(path, base_url=origin, query_string="warm", headers={"DNT": "1"})
