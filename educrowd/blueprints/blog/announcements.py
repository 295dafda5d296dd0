"""What webhooks may tell of the blog."""

from __future__ import annotations

from types import SimpleNamespace

from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.webhooks import announces

from .comment_schemas import ModeratedPostCommentOut
from .mentions.schemas import ModeratedMentionOut
from .models import Mention, Post, PostComment, Subscriber
from .newsletter.schemas import SubscriberOut
from .schemas import PostGone, PostOut
from .signals import (
    comment_written,
    mention_received,
    post_deleted,
    post_published,
    post_unpublished,
    post_updated,
    subscriber_confirmed,
)


def post(id: int) -> Post | None:
    return db.session.scalar(Post.visible(current.user).where(Post.id == id))


def gone(id: int) -> SimpleNamespace:
    return SimpleNamespace(id=id, tenant_id=current.tenant_id)


def comment(id: int) -> PostComment | None:
    found = db.session.get(PostComment, id)
    return found if found and found.moderatable_by(current.user) else None


def mention(id: int) -> Mention | None:
    found = db.session.get(Mention, id)
    return found if found and found.moderatable_by(current.user) else None


def subscriber(id: int) -> Subscriber | None:
    return db.session.get(Subscriber, id) if current.user.can("posts.manage") else None


for signal, name, words in (
    (post_published, "post.published", "A post appears."),
    (post_updated, "post.updated", "A post that readers see is saved anew."),
    (post_unpublished, "post.unpublished", "A post is taken back: readers don’t see it any more."),
):
    announces(signal, name, words, id="post_id", schema=PostOut(), find=post, path="blog/posts")

announces(
    post_deleted,
    "post.deleted",
    "A post that readers saw is deleted: what is left of it is its id.",
    id="post_id",
    schema=PostGone(),
    find=gone,
    path="blog/posts",
)
announces(
    comment_written,
    "comment.created",
    "Somebody writes below a post; it may wait for approval.",
    id="comment_id",
    schema=ModeratedPostCommentOut(),
    find=comment,
    path="blog/comments",
)
announces(
    mention_received,
    "mention.created",
    "Another site links to a post and says so; it waits for approval.",
    id="mention_id",
    schema=ModeratedMentionOut(),
    find=mention,
    path="blog/mentions",
)
announces(
    subscriber_confirmed,
    "subscriber.confirmed",
    "Somebody gets the newsletter from now on.",
    id="subscriber_id",
    schema=SubscriberOut(),
    find=subscriber,
    path="blog/subscribers",
)
