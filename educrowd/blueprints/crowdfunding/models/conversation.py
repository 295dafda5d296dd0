"""A backer and those who run the project write to one another: one private thread for each pledge."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from markupsafe import Markup
from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, UniqueConstraint, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from educrowd.core.comments import as_html
from educrowd.core.db import Model, TenantOwned, Timestamps, bound_tenant_id, db, joined, refers, utcnow

from .pledge import Pledge
from .project import Project

if TYPE_CHECKING:
    from educrowd.blueprints.auth.models.user import User

MOST_SHOWN = 200


class Conversation(TenantOwned, Timestamps, Model):
    """The thread of one pledge; the site's staff reads it only while somebody in it has asked them to."""

    __tablename__ = "conversations"
    __constraints__ = (
        UniqueConstraint("tenant_id", "pledge_id"),
        Index(
            "ix_conversations_reported", "tenant_id", "reported_at", postgresql_where=text("reported_at IS NOT NULL")
        ),
        CheckConstraint("(reported_at IS NULL) = (reported_by_id IS NULL)", name="reported"),
    )

    pledge_id: Mapped[int] = refers("pledges", index=False)
    last_message_at: Mapped[datetime] = mapped_column(default=utcnow, server_default=func.now())
    reported_at: Mapped[datetime | None]
    reported_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    report_words: Mapped[str] = mapped_column(default="", server_default="")

    pledge: Mapped[Pledge] = joined("Conversation.pledge_id", "Pledge")
    reported_by: Mapped[User | None] = relationship("User")

    @classmethod
    def about(cls, pledge: Pledge) -> Self:
        """The thread of this pledge; begun where there is none."""
        values = {"tenant_id": bound_tenant_id(), "pledge_id": pledge.id}
        db.session.execute(insert(cls).values(values).on_conflict_do_nothing())
        return db.session.scalars(select(cls).where(cls.pledge_id == pledge.id)).one()

    @classmethod
    def of(cls, pledge: Pledge) -> Self | None:
        return db.session.scalar(select(cls).where(cls.pledge_id == pledge.id))

    @classmethod
    def answered_by(cls, user: User) -> Select[Self]:
        """The threads of the projects in which this person answers backers, the last written in on top."""
        return cls._within(Project.answered(user).with_only_columns(Project.id).order_by(None))

    @classmethod
    def one_is_in(cls, user: User) -> Select[Self]:
        """One's own as a backer, and those that one answers."""
        answered = Project.answered(user).with_only_columns(Project.id).order_by(None)
        is_in = or_(Pledge.user_id == user.id, Pledge.project_id.in_(answered))
        return select(cls).join(cls.pledge).where(is_in).order_by(cls.last_message_at.desc(), cls.id.desc())

    @classmethod
    def reported(cls) -> Select[Self]:
        """Those that the staff was asked to read, who has waited longest on top."""
        return select(cls).where(cls.reported_at.is_not(None)).order_by(cls.reported_at)

    @classmethod
    def with_people(cls, conversations: Select[Self]) -> Select[Self]:
        """The same, each with its backer and its project: what a list shows."""
        seen = joinedload(cls.pledge)
        return conversations.options(seen.joinedload(Pledge.user), seen.joinedload(Pledge.project))

    @property
    def project(self) -> Project:
        return self.pledge.project

    @property
    def is_reported(self) -> bool:
        return self.reported_at is not None

    @property
    def messages(self) -> list[Message]:
        """The last ones, in the order they were written."""
        found = select(Message).where(Message.conversation_id == self.id).options(joinedload(Message.author))
        return list(db.session.scalars(found.order_by(Message.id.desc()).limit(MOST_SHOWN)))[::-1]

    def answerable_by(self, user: Any) -> bool:
        return self.project.answerable_by(user)

    def is_with(self, user: Any) -> bool:
        """Whether this person takes part."""
        return self.pledge.user_id == user.id or self.answerable_by(user)

    def readable_by(self, user: Any) -> bool:
        return self.is_with(user) or self.is_open_to_staff(user)

    def is_open_to_staff(self, user: Any) -> bool:
        return self.is_reported and user.can("projects.manage")

    def say(self, body: str, *, author: User, is_from_team: bool) -> Message:
        """One more message."""
        message = Message(conversation_id=self.id, author_id=author.id, is_from_team=is_from_team, body=body)
        self.last_message_at = utcnow()
        db.session.add(message)
        db.session.flush()
        return message

    def note_read(self) -> None:
        """Those who answer have read all of it."""
        unread = Message.conversation_id == self.id, Message.is_unread()
        db.session.execute(update(Message).where(*unread).values(read_at=utcnow()))

    def note_unread(self) -> None:
        """As if nobody had read what the backer wrote last."""
        last = select(func.max(Message.id)).where(Message.conversation_id == self.id, ~Message.is_from_team)
        db.session.execute(update(Message).where(Message.id == last.scalar_subquery()).values(read_at=None))

    def report(self, *, by: User, words: str) -> None:
        """Ask the staff to read it."""
        self.reported_at, self.reported_by_id, self.report_words = utcnow(), by.id, words

    def close_report(self) -> None:
        """From now on it is private again."""
        self.reported_at, self.reported_by_id, self.report_words = None, None, ""

    @classmethod
    def _within(cls, project_ids: Any) -> Select[Self]:
        threads = select(cls).join(cls.pledge).where(Pledge.project_id.in_(project_ids))
        return threads.order_by(cls.last_message_at.desc(), cls.id.desc())


class Message(TenantOwned, Timestamps, Model):
    """What one of them wrote; `read_at` is when those who answer opened it, `told_at` when its letter was written."""

    __tablename__ = "messages"
    __constraints__ = (
        Index("ix_messages_conversation", "tenant_id", "conversation_id", "id"),
        Index(
            "ix_messages_unread",
            "tenant_id",
            "conversation_id",
            postgresql_where=text("read_at IS NULL AND NOT is_from_team"),
        ),
    )

    conversation_id: Mapped[int] = refers("conversations", index=False)
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    is_from_team: Mapped[bool]
    body: Mapped[str]
    read_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]

    author: Mapped[User] = relationship("User")
    conversation: Mapped[Conversation] = joined("Message.conversation_id", "Conversation")

    @classmethod
    def is_unread(cls) -> Any:
        return cls.read_at.is_(None) & ~cls.is_from_team

    @classmethod
    def exists_unread(cls, conversation_id: Any) -> Any:
        return select(cls.id).where(cls.conversation_id == conversation_id, cls.is_unread()).exists()

    @classmethod
    def unread_in(cls, conversations: Iterable[Conversation]) -> dict[int, int]:
        """How many of each thread nobody of the team has read."""
        ids = [each.id for each in conversations]
        counted = select(cls.conversation_id, func.count()).where(cls.conversation_id.in_(ids), cls.is_unread())
        rows = db.session.execute(counted.group_by(cls.conversation_id)).all() if ids else []
        return dict(rows)

    @classmethod
    def last_of(cls, conversations: Iterable[Conversation]) -> dict[int, Self]:
        """The last message of each thread."""
        ids = [each.id for each in conversations]
        newest = select(cls).ext(distinct_on(cls.conversation_id)).where(cls.conversation_id.in_(ids))
        newest = newest.order_by(cls.conversation_id, cls.id.desc())
        return {each.conversation_id: each for each in db.session.scalars(newest)} if ids else {}

    @property
    def html(self) -> Markup:
        return as_html(self.body)

    @property
    def author_name(self) -> str:
        """A backer goes by the name of the pledge."""
        return self.author.name if self.is_from_team else self.conversation.pledge.name
