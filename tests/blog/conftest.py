"""The people and posts that tests of the blog are about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from educrowd.blueprints.blog.models import Post
from educrowd.core.current import current
from educrowd.core.db import db, utcnow


@pytest.fixture
def nell(new_person):
    """An editor of the demo site."""
    return new_person("nell", "editor")


@pytest.fixture
def ben(new_person):
    """An instructor, who writes his own posts only."""
    return new_person("ben", "instructor")


@pytest.fixture
def write(nell) -> Callable[..., Post]:
    """`write("Ink", by=ben)` makes a draft, `write("Ink", days_ago=2)` a public post; Nell's unless said."""

    def write(title: str, *, by=None, days_ago: int | None = None, text: str = "Some words.", **rest) -> Post:
        current.user = by or nell
        post = Post.draft(title, body_markdown=text, **rest)
        if days_ago is not None:
            post.publish(utcnow() - timedelta(days=days_ago))
        db.session.commit()
        return post

    return write
