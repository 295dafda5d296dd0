"""A change of a post or page that a program sends."""

from __future__ import annotations

from typing import Any, TypeVar

from educrowd.core.db import db

from ..models import Entry

AnEntry = TypeVar("AnEntry", bound=Entry)


def changed(entry: AnEntry, body: dict[str, Any]) -> AnEntry:
    """The entry with its new text, and on its way to readers or back if the program says so."""
    version, status, at = body.pop("version", None), body.pop("status", None), body.pop("published_at", None)
    leaving = body.pop("unpublish_at", ...)
    entry.rewrite(version, **body)
    entry.unpublish_at = entry.unpublish_at if leaving is ... else None
    if status or at:
        entry.become(status or entry.status, at)
    if leaving is not ...:
        entry.leave(leaving)
    db.session.flush()
    return entry
