"""A post on its way to one reader's mailbox."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import SchemaOwned, db, utcnow

STATES = ("waiting", "sent", "delivered", "bounced", "left")
MOST_TRIES = 3
# What a report may still change: a letter that was taken can come back, one that came back stays so.
BEFORE = {"delivered": ("sent",), "bounced": ("sent", "delivered")}


class Letter(SchemaOwned):
    """One post, one person: the key itself keeps anybody from getting it twice."""

    __tablename__ = "letters"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'sent', 'delivered', 'bounced', 'left')", name="state"),
        Index(None, "post_id", "state"),
    )

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[str] = mapped_column(default="waiting", server_default="waiting")
    reason: Mapped[str] = mapped_column(default="", server_default="")
    message_id: Mapped[str | None] = mapped_column(unique=True)
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    changed_at: Mapped[datetime] = mapped_column(default=utcnow, onupdate=utcnow, server_default=func.now())

    @classmethod
    def address(cls, post_id: int, readers) -> None:
        """One for each of the readers (a select of ids); who has one already keeps it."""
        rows = select(readers.subquery().c[0], literal(post_id))
        wanted = insert(cls).from_select(["user_id", "post_id"], rows)
        db.session.execute(wanted.on_conflict_do_nothing())

    @classmethod
    def next_waiting(cls, post_id: int) -> Letter | None:
        """One that nobody else is sending at this moment; those that were refused for now come last."""
        waiting = select(cls).where(cls.post_id == post_id, cls.state == "waiting")
        return db.session.scalar(waiting.order_by(cls.tries, cls.user_id).limit(1).with_for_update(skip_locked=True))

    @classmethod
    def report(cls, message_id: str, state: str, reason: str) -> None:
        """Note what a mail provider tells about a letter."""
        told = update(cls).where(cls.message_id == message_id, cls.state.in_(BEFORE[state]))
        db.session.execute(told.values(state=state, reason=reason, changed_at=utcnow()))

    @classmethod
    def counts(cls, post_ids: list[int]) -> dict[int, dict[str, int]]:
        """How many of each post are in which state."""
        rows = db.session.execute(
            select(cls.post_id, cls.state, func.count())
            .where(cls.post_id.in_(post_ids))
            .group_by(cls.post_id, cls.state)
        )
        found: dict[int, dict[str, int]] = {}
        for post_id, state, count in rows:
            found.setdefault(post_id, {})[state] = count
        return found

    def become(self, state: str, reason: str = "", message_id: str | None = None) -> None:
        self.state, self.reason, self.message_id = state, reason, message_id

    def put_off(self, reason: str) -> None:
        """Not now: another try later, three in all."""
        self.tries += 1
        self.become("waiting" if self.tries < MOST_TRIES else "bounced", reason)
