"""All that a post's page shows, for the page itself and for its preview."""

from __future__ import annotations

from typing import Any

from .comments.threads import latest_threads
from .embeds import with_embeds
from .models import Post, PostComment
from .related import related_to


def read(post: Post, *, is_open: bool = True, wanted: int = 0, here: str = "") -> dict[str, Any]:
    """What its templates need; `wanted` and `here` say which player is shown, and on which page."""
    html = with_embeds(post.body_html, wanted=wanted, here=here) if is_open else ""
    threads = latest_threads(post) if is_open else []
    count = PostComment.count(post) if threads else 0
    said = {"threads": threads, "comments_count": count, "related": related_to(post)}
    return {"post": post, "is_open": is_open, "html": html, **said}
