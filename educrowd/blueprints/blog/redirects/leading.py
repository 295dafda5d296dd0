"""Where somebody goes who asks for an address that is not here."""

from __future__ import annotations

from flask import Request
from sqlalchemy import select

from educrowd.core.db import db

from ..models import Redirect
from .addresses import LONGEST, spelled


def target_for(request: Request) -> str | None:
    """Where the address leads: as it was written with its query, else without it; the front page’s only with one."""
    try:
        whole = spelled(request.path, request.query_string.decode("utf-8", "replace"))
    except ValueError:
        return None
    bare = spelled(request.path)
    asked = [path for path in dict.fromkeys((whole, bare)) if path != "/" and _can_be_kept(path)]
    found = dict(db.session.execute(select(Redirect.path, Redirect.target).where(Redirect.path.in_(asked))).all())
    return next((found[path] for path in asked if path in found), None)


def _can_be_kept(path: str) -> bool:
    """PostgreSQL refuses to be asked for a NUL."""
    return len(path) <= LONGEST and "\x00" not in path
