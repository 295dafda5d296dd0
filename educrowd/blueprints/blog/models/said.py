"""What everybody reads about a post below it, counted in the query that reads the post."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import column_property

from .comment import PostComment
from .mention import Mention
from .post import Post


def _count(model: Any) -> Any:
    public = select(func.count(model.id)).where(model.post_id == Post.id, model.status == "published")
    return column_property(public.correlate_except(model).scalar_subquery(), deferred=True, group="said")


Post.comments_count = _count(PostComment)
Post.mentions_count = _count(Mention)
