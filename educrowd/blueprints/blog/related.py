"""What to read next: posts about the same things."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from educrowd.core.db import db

from .models import Post
from .models.tag import post_tags

MOST = 3


def related_to(post: Post) -> Sequence[Any]:
    """Public posts that share most of its tags, the newest first among equals."""
    tag_ids = [tag.id for tag in post.tags]
    if not tag_ids:
        return []
    shared = select(post_tags.c.post_id, func.count().label("shared")).where(post_tags.c.tag_id.in_(tag_ids))
    shared = shared.where(post_tags.c.post_id != post.id).group_by(post_tags.c.post_id).subquery()
    others = Post.public().with_only_columns(Post.slug, Post.title, Post.summary, Post.published_at)
    others = others.join(shared, shared.c.post_id == Post.id).order_by(None)
    nearest = others.order_by(shared.c.shared.desc(), Post.published_at.desc(), Post.id)
    return db.session.execute(nearest.limit(MOST)).all()
