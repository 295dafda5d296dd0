"""Reads that span posts and tags."""

from __future__ import annotations

from sqlalchemy import Select, func, select

from .models import Post, Tag
from .models.tag import post_tags


def tags_in_use() -> Select[Tag, int]:
    """Tags of public posts and how many there are, most used first."""
    # Counted before the tags' names are joined: of thousands of posts the names would be carried along. What is
    # public is counted as what is not hidden: that is little to look up, and all the others stay where they are.
    hidden = select(Post.id).where(Post.status != "published", Post.id == post_tags.c.post_id)
    used = select(post_tags.c.tag_id, func.count().label("posts")).where(~hidden.exists())
    used = used.group_by(post_tags.c.tag_id).subquery()
    return select(Tag, used.c.posts).join(used, used.c.tag_id == Tag.id).order_by(used.c.posts.desc(), Tag.slug)
