"""From draft to public and back."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from educrowd.core.audit import audit
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Invalid, Refused

from ..signals import post_published

if TYPE_CHECKING:
    from .post import Post


class Publishable:
    """A post's way to its readers."""

    @property
    def is_published(self: Post) -> bool:
        return self.status == "published"

    @property
    def is_scheduled(self: Post) -> bool:
        return self.status == "scheduled"

    def publish(self: Post, at: datetime | None = None) -> None:
        """Show the post to everyone: now, or once `at` (with a time zone) has come."""
        if not self.body_markdown.strip():
            raise Refused("There is nothing to publish yet: write a few words first.", field="body_markdown")
        if at is not None and at.tzinfo is None:
            raise Invalid("published_at", "Say in which time zone this is.")
        if at is not None and at > utcnow():
            self.schedule(at)
        elif not self.is_published:
            self.status, self.published_at = "published", at or self._first_time
            self._announce()

    def schedule(self: Post, at: datetime) -> None:
        """Promise the post to readers for a time to come."""
        self.status, self.published_at = "scheduled", at
        audit("post.scheduled", subject=self, at=at.isoformat())

    def unpublish(self: Post) -> None:
        """Make it a draft again; the date of its first publication is kept for its return."""
        if self.status == "draft":
            return
        self.published_at = self.published_at if self.is_published else None
        self.status = "draft"
        audit("post.unpublished", subject=self)

    @property
    def _first_time(self: Post) -> datetime:
        return self.published_at if self.published_at and not self.is_scheduled else utcnow()

    def _announce(self: Post) -> None:
        db.session.flush()
        audit("post.published", subject=self)
        post_published.send(post_id=self.id)
