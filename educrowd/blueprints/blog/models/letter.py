"""A post on its way to one reader's mailbox."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import SchemaOwned, db
from educrowd.core.letters import STATES, Mailed


class Letter(Mailed, SchemaOwned):
    """One post, one person: the key itself keeps anybody from getting it twice."""

    __tablename__ = "letters"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", name="state"),
        UniqueConstraint("message_id"),
        Index(None, "post_id", "state"),
    )

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)

    @classmethod
    def address(cls, post_id: int, readers) -> None:
        """One for each of the readers (a select of ids); who has one already keeps it."""
        rows = select(readers.subquery().c[0], literal(post_id))
        wanted = insert(cls).from_select(["user_id", "post_id"], rows)
        db.session.execute(wanted.on_conflict_do_nothing())

    @classmethod
    def next_waiting(cls, post_id: int) -> Letter | None:
        """One of this post's that nobody else is sending."""
        return cls.next_of(select(cls).where(cls.post_id == post_id), cls.user_id)

    @classmethod
    def counts(cls, post_ids: list[int]) -> dict[int, dict[str, int]]:
        """How many of each post are in which state."""
        return cls.counts_by(cls.post_id, cls.post_id.in_(post_ids))
