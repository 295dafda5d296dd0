"""What webhooks may tell of posts."""

from __future__ import annotations

from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.webhooks import announces

from .models import Post
from .schemas import PostOut
from .signals import post_published


def post(id: int) -> Post | None:
    return db.session.scalar(Post.visible(current.user).where(Post.id == id))


announces(
    post_published,
    "post.published",
    "A post appears.",
    id="post_id",
    schema=PostOut(),
    find=post,
    path="blog/posts",
)
