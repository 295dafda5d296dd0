"""All that a post's page shows, for the page itself and for its preview."""

from __future__ import annotations

from typing import Any

from educrowd.core.db import db

from .comments.threads import latest_threads
from .embeds import with_embeds
from .models import Mention, Post, PostComment
from .related import related_to

MENTIONS = 20


def read(post: Post, *, is_open: bool = True, wanted: int = 0, here: str = "") -> dict[str, Any]:
    """What its templates need; `wanted` and `here` say which player is shown, and on which page."""
    html = with_embeds(post.body_html, wanted=wanted, here=here) if is_open else ""
    threads = latest_threads(post) if is_open else []
    count = PostComment.count(post) if threads else 0
    said = {"threads": threads, "comments_count": count, "related": related_to(post)}
    said |= _mentions(post) if is_open else {}
    return {"post": post, "is_open": is_open, "html": html, **said}


def _mentions(post: Post) -> dict[str, Any]:
    """The newest ones; they are counted only where there are more."""
    mentions = db.session.scalars(Mention.public(post).limit(MENTIONS)).all()
    is_all = len(mentions) < MENTIONS
    is_public = Mention.post_id == post.id, Mention.status == "published"
    return {"mentions": mentions, "mentions_count": len(mentions) if is_all else Mention.count(*is_public)}
