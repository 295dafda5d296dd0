"""Which sites were told that a post links to them, and what they answered."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import SchemaOwned, Timestamps, db, utcnow

# `silent` is a page that takes no webmentions.
SENT_STATES = ("waiting", "taken", "silent", "failed")
# A page without an endpoint is not asked again with each save.
ASK_AGAIN = timedelta(days=1)
# How long a try may take before somebody else may try as well.
LEASE = timedelta(minutes=2)


class SentMention(Timestamps, SchemaOwned):
    """One link of one post; `digest` stands for the text that it was told of, empty once the link is gone.

    `source` is the address that was told first: whoever took it there finds its way from a later one.
    """

    __tablename__ = "sent_mentions"
    __table_args__ = (
        UniqueConstraint("post_id", "target"),
        CheckConstraint(f"state IN {SENT_STATES}", name="state"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"))
    source: Mapped[str]
    target: Mapped[str]
    digest: Mapped[str]
    state: Mapped[str] = mapped_column(default="waiting", server_default="waiting")
    endpoint: Mapped[str] = mapped_column(default="", server_default="")
    http_status: Mapped[int | None]
    reason: Mapped[str] = mapped_column(default="", server_default="")
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    tried_at: Mapped[datetime | None]

    @classmethod
    def of(cls, post_id: int) -> Select[Self]:
        """A post's, in the order in which they were found."""
        return select(cls).where(cls.post_id == post_id).order_by(cls.id)

    @classmethod
    def locked(cls, id: int) -> Self | None:
        return db.session.get(cls, id, with_for_update=True, populate_existing=True)

    @property
    def is_withdrawn(self) -> bool:
        return self.digest == ""

    @property
    def is_known_there(self) -> bool:
        """Whether the other site may show it: it was told once, whatever it answered."""
        return self.endpoint != ""

    @property
    def is_being_tried(self) -> bool:
        return self.tried_at is not None and self.tried_at > utcnow() - LEASE

    def is_news(self, digest: str) -> bool:
        """Whether this text is something that the other site was not told yet."""
        if self.state == "silent" and self.tried_at and self.tried_at > utcnow() - ASK_AGAIN:
            return False
        return self.digest != digest

    def wait(self, digest: str) -> None:
        """It is to be told of this text."""
        self.digest, self.state, self.tries, self.tried_at = digest, "waiting", 0, None
