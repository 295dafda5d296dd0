"""Posts and pages that have some words, for the site's search."""

from __future__ import annotations

from markupsafe import Markup
from sqlalchemy import func, literal_column, select

from educrowd.core import registry
from educrowd.core.db import db
from educrowd.core.searching import MOST, Found, asked, likened

from .models import Entry

EXCERPTED = 40_000
SHOWN = (Entry.kind, Entry.id, Entry.title, Entry.slug, Entry.summary, Entry.words, Entry.audience, Entry.published_at)


@registry.search.offer(order=10)
def texts_with(words: str) -> list[Found]:
    """Published posts and pages; of one that is for some alone only what everybody may know."""
    ranks = func.app.search_posts(asked(words), likened(words), MOST).table_valued("id", "rank", name="ranks")
    begun = func.left(Entry.body_html, EXCERPTED).label("html")
    rows = db.session.execute(
        select(*SHOWN, begun, ranks.c.rank)
        .join(ranks, ranks.c.id == Entry.id)
        .where(Entry.status == literal_column("'published'"))
    )
    return [_found(row) for row in rows]


def _found(row) -> Found:
    said = Markup(row.html) if row.audience == "everyone" and row.words else row.summary
    if row.kind == "page":
        return Found("page", row.id, row.title, f"/{row.slug}", said, row.rank)
    return Found("post", row.id, row.title, f"/blog/{row.slug}", said, row.rank, row.published_at)
