"""Scheduled posts appear when their time has come."""

from __future__ import annotations

from educrowd.core.db import db
from educrowd.core.jobs import job

from .models import Post


@job
def publish_due_posts() -> None:
    """Show readers every post of this site that is due; two runs at once share the work."""
    for post in db.session.scalars(Post.due().with_for_update(skip_locked=True)):
        post.appear()
