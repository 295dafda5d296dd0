"""All that a post's page shows, for the page itself and for its preview."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from educrowd.core.db import db

from .comments.threads import latest_threads
from .embeds import with_embeds
from .models import Mention, Post
from .related import related_to

MENTIONS = 20


def read(post: Post, *, is_open: bool = True, wanted: int = 0, here: str = "") -> dict[str, Any]:
    """What its templates need; `wanted` and `here` say which player is shown, and on which page."""
    html = with_embeds(post.body_html, wanted=wanted, here=here) if is_open else ""
    threads = latest_threads(post) if is_open and post.comments_count else []
    mentions = _latest_mentions(post) if is_open and post.mentions_count else []
    said = {"threads": threads, "mentions": mentions, "related": related_to(post)}
    return {"post": post, "is_open": is_open, "html": html, **said}


def _latest_mentions(post: Post) -> Sequence[Mention]:
    return db.session.scalars(Mention.public(post).limit(MENTIONS)).all()
