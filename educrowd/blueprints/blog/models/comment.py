"""What readers write below a post, and the answers to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Self

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, Select, UniqueConstraint, and_, or_, select
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, relationship

from educrowd.core.comments import STATUSES, Moderated, Report
from educrowd.core.comments.moderated import REASONS
from educrowd.core.db import SchemaOwned, Timestamps, db, utcnow

from .post import Post

ROLES = ("", "guest", "team", "author")
# Sent twice is meant once.
TWICE = timedelta(minutes=1)


class PostComment(Moderated, Timestamps, SchemaOwned):
    """One comment; `thread_id` is the one that began it all. A visitor without an account has no `author_id`."""

    __tablename__ = "post_comments"
    __table_args__ = (
        Index("ix_post_comments_post_id", "post_id", "thread_id", "id"),
        Index("ix_post_comments_author_id", "author_id", "status"),
        Index("ix_post_comments_held", "id", postgresql_where=sql("status = 'held'")),
        CheckConstraint(f"author_role IN {ROLES}", name="author_role"),
        CheckConstraint(f"status IN {STATUSES}", name="status"),
        CheckConstraint("(thread_id IS NULL) = (parent_id IS NULL)", name="thread"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"))
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("post_comments.id", ondelete="CASCADE"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("post_comments.id", ondelete="CASCADE"), index=True)
    depth: Mapped[int] = mapped_column(default=0, server_default="0")
    author_id: Mapped[int | None] = mapped_column(nullable=True)  # pyright: ignore[reportIncompatibleVariableOverride]
    told_at: Mapped[datetime | None]
    answer_told_at: Mapped[datetime | None]

    post: Mapped[Post] = relationship(Post)

    @classmethod
    def public(cls, post: Post) -> Select[Self]:
        """All that those may read who may read the post."""
        return select(cls).where(cls.post_id == post.id, cls.status == "published")

    @classmethod
    def beginnings(cls, post: Post) -> Select[Self]:
        """What begins a thread, newest first: what is public, and what has public answers."""
        answer = cls.answering()
        is_answered = select(answer.id).where(answer.thread_id == cls.id, answer.status == "published").exists()
        begins = and_(cls.post_id == post.id, cls.thread_id.is_(None))
        return select(cls).where(begins, or_(cls.status == "published", is_answered)).order_by(cls.id.desc())

    @classmethod
    def waiting_of(cls, post: Post, user: Any) -> list[Self]:
        """What this person wrote and nobody else sees yet."""
        mine = select(cls).where(cls.post_id == post.id, cls.author_id == user.id, cls.status == "held")
        return list(db.session.scalars(mine.order_by(cls.id.desc()).limit(20)))

    @classmethod
    def has_one_by(cls, user: Any) -> bool:
        """Whether a comment of this person was ever let through on this site."""
        through = select(cls.id).where(cls.author_id == user.id, cls.status == "published")
        return db.session.scalar(through.limit(1)) is not None

    @classmethod
    def just_written(cls, post: Post, *, author_id: int | None, author_name: str, body: str, parent_id: int | None):
        """The same words by the same person a moment ago, if any: a double click."""
        same = select(cls).where(cls.post_id == post.id, cls.author_name == author_name, cls.body == body)
        same = same.where(cls.author_id.is_not_distinct_from(author_id), cls.parent_id.is_not_distinct_from(parent_id))
        same = same.where(cls.status.in_(("held", "published")), cls.created_at > utcnow() - TWICE)
        return db.session.scalar(same.limit(1))

    @property
    def is_by_team(self) -> bool:
        return self.author_role in ("author", "team")

    @property
    def path(self) -> str:
        """Where it stands on the site."""
        return f"/blog/{self.post.slug}/comments#comment-{self.id}"

    def moderatable_by(self, user: Any) -> bool:
        return self.post.moderatable_by(user)

    def visible_to(self, user: Any) -> bool:
        """Whoever reads the post reads what is published; one's own and what one moderates whatever its state."""
        is_mine = user.is_authenticated and self.author_id == user.id and not self.is_withdrawn
        is_public = self.is_published and self.post.is_published and self.post.opens_to(user)
        return is_public or is_mine or self.moderatable_by(user)


class PostCommentReport(Report, Timestamps, SchemaOwned):
    """What somebody says about a comment; once each."""

    __tablename__ = "post_comment_reports"
    __table_args__ = (
        UniqueConstraint("comment_id", "reporter"),
        CheckConstraint(f"reason IN {REASONS}", name="reason"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("post_comments.id", ondelete="CASCADE"))

    @classmethod
    def on(cls, comments: Iterable[PostComment]) -> dict[int, list[Self]]:
        """The reports on each of these."""
        found: dict[int, list[Self]] = defaultdict(list)
        ids = [each.id for each in comments if each.reports_count]
        for report in db.session.scalars(select(cls).where(cls.comment_id.in_(ids)).order_by(cls.id)) if ids else ():
            found[report.comment_id].append(report)
        return found
