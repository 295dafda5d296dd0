"""What to read next: posts about the same things."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from educrowd.core.db import db

from .models import Post
from .models.tag import post_tags

MOST = 3
# Of a blog with thousands of posts the newest are looked through; counting them all would cost more than the page.
NEWEST = 40


def related_to(post: Post) -> Sequence[Any]:
    """Public posts that share most of its tags, the newest first among equals."""
    tag_ids = [tag.id for tag in post.tags]
    if not tag_ids:
        return []
    recent = Post.public().where(Post.id != post.id).limit(NEWEST)
    newest = db.session.execute(recent.with_only_columns(Post.id, Post.slug, Post.title)).all()
    alike = _shared([each.id for each in newest], tag_ids)
    return sorted((each for each in newest if each.id in alike), key=lambda each: -alike[each.id])[:MOST]


def _shared(post_ids: list[int], tag_ids: list[int]) -> dict[int, int]:
    """How many of these tags each of these posts has; those with none are left out."""
    both = select(post_tags.c.post_id, func.count()).where(post_tags.c.post_id.in_(post_ids))
    counted: Any = db.session.execute(both.where(post_tags.c.tag_id.in_(tag_ids)).group_by(post_tags.c.post_id))
    return dict(counted.all())
