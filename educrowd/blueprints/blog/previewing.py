"""A text as readers will see it once what is typed is saved and public; nothing of that stays."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from educrowd.core.db import db

from .models import Entry
from .models.slugs import check_slug


@contextmanager
def as_published(entry: Entry, *, at: datetime | None, slug: str = "", **text: Any) -> Iterator[None]:
    """Save and publish it for as long as it is looked at, without a word to anybody, then take all of it back.

    `at` is when it shall appear. Raises Invalid as a save would.
    """
    attempt = db.session.begin_nested()
    try:
        db.session.refresh(entry, with_for_update=True)
        if slug and slug != entry.slug:
            # Not moved there: that would be told to menus, which lie in memory.
            entry.slug = check_slug(type(entry), slug)
        entry.write(**text)
        entry.pass_for_published(at)
        db.session.flush()
        # Read again, tags and authors come in the order in which readers get them.
        db.session.expire(entry)
        yield
    finally:
        attempt.rollback()
