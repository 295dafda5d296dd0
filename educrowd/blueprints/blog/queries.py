"""Reads that span posts and tags."""

from __future__ import annotations

from sqlalchemy import Select, func, select

from .models import Post, Tag
from .models.tag import post_tags


def tags_in_use() -> Select[Tag, int]:
    """Tags of public posts and how many there are, most used first."""
    count = func.count()
    return (
        select(Tag, count)
        .join(post_tags, post_tags.c.tag_id == Tag.id)
        .join(Post, Post.id == post_tags.c.post_id)
        .where(Post.status == "published")
        .group_by(Tag.id)
        .order_by(count.desc(), Tag.slug)
    )
