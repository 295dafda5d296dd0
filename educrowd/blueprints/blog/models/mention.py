"""What other sites say about a post: webmentions."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, Select, UniqueConstraint, func, select
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from educrowd.core.comments import STATUSES
from educrowd.core.comments.judged import Judged
from educrowd.core.db import SchemaOwned, Timestamps, db

from .post import Post

KINDS = ("mention", "reply", "like", "repost", "bookmark")


class Mention(Judged, Timestamps, SchemaOwned):
    """A page elsewhere (`source`) that links to a post under the address `target`; its words are plain text."""

    __tablename__ = "mentions"
    __table_args__ = (
        UniqueConstraint("post_id", "source"),
        CheckConstraint("source ~* '^https?://'", name="source"),
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        CheckConstraint(f"status IN {STATUSES}", name="status"),
        Index(None, "post_id", "status", "id"),
        Index(None, "source_host"),
        Index("ix_mentions_held", "id", postgresql_where=sql("status = 'held'")),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"))
    source: Mapped[str]
    source_host: Mapped[str]
    target: Mapped[str]
    kind: Mapped[str] = mapped_column(default="mention", server_default="mention")
    title: Mapped[str] = mapped_column(default="", server_default="")
    author_name: Mapped[str] = mapped_column(default="", server_default="")
    body: Mapped[str] = mapped_column(default="", server_default="")
    told_at: Mapped[datetime | None]

    post: Mapped[Post] = relationship(Post)

    @classmethod
    def public(cls, post: Post) -> Select[Self]:
        """What every reader of the post sees, newest first."""
        return select(cls).where(cls.post_id == post.id, cls.status == "published").order_by(cls.id.desc())

    @classmethod
    def moderated(cls, user: Any) -> Select[Self]:
        """Those below posts that this person may change, each with its post."""
        mine = Post.editable(user).with_only_columns(Post.id).order_by(None)
        return select(cls).where(cls.post_id.in_(mine)).options(joinedload(cls.post))

    @classmethod
    def from_source(cls, post: Post, source: str) -> Self | None:
        return db.session.scalar(select(cls).where(cls.post_id == post.id, cls.source == source))

    @classmethod
    def count(cls, *where: Any) -> int:
        return db.session.scalar(select(func.count(cls.id)).where(*where)) or 0

    @property
    def who(self) -> str:
        """Its author's name, else the site that it stands on."""
        return self.author_name or self.source_host

    @property
    def path(self) -> str:
        """Where it stands on the site."""
        return f"/blog/{self.post.slug}/mentions#mention-{self.id}"

    @property
    def words(self) -> tuple[str, ...]:
        """What readers see of it."""
        return self.kind, self.title, self.author_name, self.body

    def moderatable_by(self, user: Any) -> bool:
        return self.post.moderatable_by(user)
