"""What search engines find of the blog."""

from __future__ import annotations

from typing import Any

from flask import url_for
from sqlalchemy import func, select

from educrowd.core import registry
from educrowd.core.audiences import EVERYONE
from educrowd.core.db import db
from educrowd.core.registry import Place

from .models import Author, Page, Post, Series, Tag


@registry.sitemap.offer(order=30)
def addresses() -> list[Place]:
    found = db.session.execute(
        select(Post.slug, Post.updated_at)
        .where(Post.status == "published", Post.audience == EVERYONE)
        .order_by(Post.published_at.desc())
    )
    places = [Place(url_for("blog.posts.show", slug=slug), changed_at) for slug, changed_at in found]
    return [Place("/"), Place(url_for("blog.posts.index")), Place(url_for("blog.archive.index")), *places]


@registry.sitemap.offer(order=31)
def page_addresses() -> list[Place]:
    found = db.session.execute(select(Page.slug, Page.updated_at).where(Page.status == "published"))
    return [Place(f"/{slug}", changed_at) for slug, changed_at in found]


@registry.sitemap.offer(order=32)
def lists_of_posts() -> list[Place]:
    """Tags, authors and series of which there is something to read."""
    return [
        *_lists("blog.tags.show", Tag, Post.tags),
        *_lists("blog.authors.show", Author, Post.authors),
        *_lists("blog.series.show", Series, Post.series),
    ]


def _lists(endpoint: str, model: Any, posts_of: Any) -> list[Place]:
    listed = select(model.slug, func.max(Post.updated_at)).select_from(Post).join(posts_of)
    listed = listed.where(Post.status == "published").group_by(model.slug).order_by(model.slug)
    return [Place(url_for(endpoint, slug=slug), changed_at) for slug, changed_at in db.session.execute(listed)]
