"""From draft to public and back."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.audit import audit
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Invalid

from ..signals import post_leaving, post_scheduled
from .calendar import check_date
from .writable import Writable


class Publishable(Writable):
    """A post's way to its readers."""

    status: Mapped[str] = mapped_column(default="draft", server_default="draft")
    unpublish_at: Mapped[datetime | None]

    if TYPE_CHECKING:

        def announce(self) -> None: ...

    @property
    def is_published(self) -> bool:
        return self.status == "published"

    @property
    def is_scheduled(self) -> bool:
        return self.status == "scheduled"

    @classmethod
    def due(cls) -> Select[Self]:
        """Scheduled posts whose time has come."""
        return select(cls).where(cls.status == "scheduled", cls.published_at <= func.now())

    @classmethod
    def outstayed(cls) -> Select[Self]:
        """Published posts whose time is over."""
        return select(cls).where(cls.status == "published", cls.unpublish_at <= func.now())

    def publish(self, at: datetime | None = None) -> None:
        """Show the post to everyone, dated now, as at its first publication, or `at` a past time."""
        self._refuse_emptiness()
        check_date("published_at", at)
        if at is not None and at > utcnow():
            raise Invalid("published_at", "This time has not come yet; schedule it instead.")
        if self.is_published:
            self.published_at = at or self.published_at
            return
        self.status, self.published_at = "published", at or self._first_time
        if self.unpublish_at and self.unpublish_at <= utcnow():
            self.unpublish_at = None
        self._announce()

    def schedule(self, at: datetime | None) -> None:
        """Promise the post to readers for a time to come."""
        self._refuse_emptiness()
        check_date("published_at", at)
        if at is None or at <= utcnow():
            raise Invalid("published_at", "Choose a time to come.")
        if self.unpublish_at and self.unpublish_at <= at:
            raise Invalid("unpublish_at", "It would leave before it appears.")
        self.status, self.published_at = "scheduled", at
        audit(f"{self.kind}.scheduled", subject=self, at=at.isoformat())
        post_scheduled.send(post_id=self.id, at=at)

    def pass_for_published(self, at: datetime | None) -> None:
        """Stand as it would once it is public, `at` a time to come or now; for a look at it, told to nobody."""
        check_date("published_at", at)
        self.published_at = at if at and at > utcnow() else self._first_time
        self.status, self.unpublish_at = "published", None

    def become(self, status: str, at: datetime | None) -> None:
        """Take on a status: draft, scheduled (for `at`) or published (dated `at`, or now)."""
        if status == "draft":
            self.unpublish()
        elif status == "published":
            self.publish(at)
        elif not (self.is_scheduled and at in (None, self.published_at)):
            self.schedule(at)

    def arrive(self, status: str, at: datetime | None) -> None:
        """Take on the status it had elsewhere; what was published there is news to nobody."""
        if status == "published":
            self.status, self.published_at = status, at or utcnow()
        elif status == "scheduled":
            self.schedule(at)

    def leave(self, at: datetime | None) -> None:
        """Promise to unpublish it at a time to come; None keeps it up."""
        if at == self.unpublish_at:
            return
        check_date("unpublish_at", at)
        if at and self.status == "draft":
            raise Invalid("unpublish_at", "A draft has no time to leave: publish or schedule it first.")
        if at and at <= max(utcnow(), self.published_at or utcnow()):
            raise Invalid("unpublish_at", "Choose a time to come, after it appears.")
        self.unpublish_at = at
        audit(f"{self.kind}.leaving", subject=self, at=at and at.isoformat())
        if at:
            post_leaving.send(post_id=self.id, at=at)

    def appear(self) -> None:
        """A scheduled post's time has come."""
        self.status = "published"
        self._announce()

    def unpublish(self) -> None:
        """Make it a draft again; the date of its first publication is kept for its return."""
        if self.status == "draft":
            return
        self.published_at = self.published_at if self.is_published else None
        self.status, self.unpublish_at = "draft", None
        audit(f"{self.kind}.unpublished", subject=self)

    def _refuse_emptiness(self) -> None:
        if not self.body_markdown.strip():
            raise Invalid("body_markdown", "There is nothing to publish yet: write a few words first.")

    @property
    def _first_time(self) -> datetime:
        return self.published_at if self.published_at and not self.is_scheduled else utcnow()

    def _announce(self) -> None:
        db.session.flush()
        audit(f"{self.kind}.published", subject=self)
        self.announce()
