"""A post as a letter to many, and each of these letters on its way."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, UniqueConstraint, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column, relationship

from educrowd.core.current import current
from educrowd.core.db import SchemaOwned, Timestamps, db, utcnow
from educrowd.core.letters import STATES, Mailed

from .post import Post


class Newsletter(Timestamps, SchemaOwned):
    """The wish to mail a post: to whom, whose wish, and since when letters go out."""

    __tablename__ = "newsletters"

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    audience: Mapped[str]
    asked_by: Mapped[int]
    asked_by_name: Mapped[str]
    begun_at: Mapped[datetime | None]

    post: Mapped[Post] = relationship()

    @classmethod
    def of(cls, post: Post) -> Self | None:
        return db.session.get(cls, post.id)

    @classmethod
    def want(cls, post: Post, audience: str) -> Self:
        """Note whom the post is to be mailed to; another wish takes the place of the first."""
        wish = {"audience": audience, "asked_by": current.user.id, "asked_by_name": current.user.name}
        wanted = insert(cls).values(post_id=post.id, **wish)
        changed = wanted.on_conflict_do_update(index_elements=["post_id"], set_=wish | {"updated_at": utcnow()})
        db.session.execute(changed)
        return db.session.get_one(cls, post.id, populate_existing=True)

    @property
    def has_begun(self) -> bool:
        return self.begun_at is not None


class NewsletterLetter(Mailed, SchemaOwned):
    """One post, one address: the key itself keeps anybody from getting it twice."""

    __tablename__ = "newsletter_letters"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", name="state"),
        UniqueConstraint("message_id"),
        Index(None, "post_id", "state"),
        Index(None, "subscriber_id"),
    )

    post_id: Mapped[int] = mapped_column(ForeignKey("newsletters.post_id", ondelete="CASCADE"), primary_key=True)
    subscriber_id: Mapped[int] = mapped_column(
        ForeignKey("subscribers.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    unsubscribed_at: Mapped[datetime | None]
    complained_at: Mapped[datetime | None]

    @classmethod
    def address(cls, post_id: int, subscribers: Select[Any]) -> None:
        """One for each of them (a select of ids); who has one already keeps it."""
        rows = select(literal(post_id), subscribers.subquery().c[0])
        wanted = insert(cls).from_select(["post_id", "subscriber_id"], rows)
        db.session.execute(wanted.on_conflict_do_nothing())

    @classmethod
    def next_waiting(cls, post_id: int) -> Self | None:
        """One of this post's that nobody else is sending."""
        return cls.next_of(select(cls).where(cls.post_id == post_id), cls.subscriber_id)

    @classmethod
    def sent_as(cls, message_id: str) -> Self | None:
        return db.session.scalar(select(cls).where(cls.message_id == message_id).with_for_update())

    @classmethod
    def counts(cls, post_ids: list[int]) -> dict[int, dict[str, int]]:
        """How many of each post are in which state, and how many led to leaving or to a complaint."""
        found = cls.counts_by(cls.post_id, cls.post_id.in_(post_ids))
        told = select(cls.post_id, func.count(cls.unsubscribed_at), func.count(cls.complained_at))
        for post_id, left, complained in db.session.execute(
            told.where(cls.post_id.in_(post_ids)).group_by(cls.post_id)
        ):
            found[post_id] |= {"unsubscribed": left, "complained": complained}
        return found

    def come_back(self, reason: str) -> bool:
        """Note that it did not arrive; whether that is news."""
        if self.state not in ("sent", "delivered"):
            return False
        self.become("bounced", reason, self.message_id)
        return True

    @classmethod
    def note_leaving(cls, post_id: int, subscriber_id: int) -> None:
        """This letter is what made somebody leave."""
        mine = update(cls).where(cls.post_id == post_id, cls.subscriber_id == subscriber_id)
        db.session.execute(mine.where(cls.unsubscribed_at.is_(None)).values(unsubscribed_at=utcnow()))
