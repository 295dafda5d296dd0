"""What follows when something has happened in the blog."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from .publishing import publish_due_posts
from .signals import post_scheduled


@post_scheduled.connect
def promise(_sender: Any, *, at: datetime, **_: Any) -> None:
    """See that it appears on time; a promise outdated by another date finds nothing due."""
    publish_due_posts.later(_at=at)
