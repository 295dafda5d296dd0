"""Posts that have some words, for the site's search."""

from __future__ import annotations

from markupsafe import Markup
from sqlalchemy import func, literal_column, select

from educrowd.core import registry
from educrowd.core.db import db
from educrowd.core.searching import MOST, Found, asked, likened

from .models import Post

EXCERPTED = 40_000


@registry.search.offer(order=10)
def posts_with(words: str) -> list[Found]:
    """Published posts; of one that is for some alone only what everybody may know."""
    ranks = func.app.search_posts(asked(words), likened(words), MOST).table_valued("id", "rank", name="ranks")
    begun = func.left(Post.body_html, EXCERPTED).label("html")
    rows = db.session.execute(
        select(Post.id, Post.title, Post.slug, Post.summary, Post.audience, Post.published_at, begun, ranks.c.rank)
        .join(ranks, ranks.c.id == Post.id)
        .where(Post.status == literal_column("'published'"))
    )
    return [_found(row) for row in rows]


def _found(row) -> Found:
    text = Markup(row.html).striptags() if row.audience == "everyone" else row.summary
    return Found("post", row.id, row.title, f"/blog/{row.slug}", text or row.summary, row.rank, row.published_at)
