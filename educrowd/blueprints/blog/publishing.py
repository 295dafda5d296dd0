"""Posts and pages appear when their time has come, and leave when it is over."""

from __future__ import annotations

from educrowd.core.db import db
from educrowd.core.jobs import job

from .models import Entry


@job
def publish_due_posts() -> None:
    """Show readers every post and page of this site that is due; two runs at once share the work."""
    for post in db.session.scalars(Entry.due().with_for_update(skip_locked=True)):
        post.appear()


@job
def withdraw_outstayed_posts() -> None:
    """Take every post and page of this site off the page whose time is over."""
    for post in db.session.scalars(Entry.outstayed().with_for_update(skip_locked=True)):
        post.unpublish()
