"""Who helps with something of a site, and who was asked to: the columns and words of every kind of team."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import ColumnElement, ForeignKey, Select, and_, func, select, update
from sqlalchemy.orm import Mapped, declared_attr, joinedload, mapped_column, relationship

from educrowd.core.db import db, utcnow

from ..secrets import hash_of, new_secret

if TYPE_CHECKING:
    from .user import User

GOOD_FOR = timedelta(days=14)


class Helper:
    """One role of one person; taken away, it is gone with the next request.

    A team says what it belongs to: `subject` is the one, `subject_key` the name of the column that holds its id.
    """

    if TYPE_CHECKING:
        id: Mapped[int]
        subject: Any

    subject_key: str
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    role: Mapped[str]
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))

    @declared_attr
    @classmethod
    def user(cls) -> Mapped[User]:
        return relationship("User", foreign_keys=[cls.user_id])  # pyright: ignore[reportArgumentType]

    @classmethod
    def subjects_of(cls, user: Any, *roles: str) -> Select[int]:
        """The ids of those in which this person has one of these roles, or any."""
        held = select(cls._subject_id()).where(cls.user_id == user.id)
        return held.where(cls.role.in_(roles)) if roles else held

    @classmethod
    def of(cls, subject: Any) -> Select[Self]:
        """A team, with its people."""
        return select(cls).where(cls._subject_id() == subject.id).options(joinedload(cls.user)).order_by(cls.id)

    @property
    def name(self) -> str:
        return self.user.name

    @classmethod
    def _subject_id(cls) -> Any:
        return getattr(cls, cls.subject_key)


class Invitation:
    """Somebody was asked to join; of the letter's code only the hash is kept, and it works once."""

    if TYPE_CHECKING:
        id: Mapped[int]
        subject: Any

    subject_key: str
    email: Mapped[str]
    role: Mapped[str]
    code_hash: Mapped[str | None]
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    expires_at: Mapped[datetime] = mapped_column(default=lambda: utcnow() + GOOD_FOR)
    accepted_at: Mapped[datetime | None]

    @declared_attr
    @classmethod
    def invited_by(cls) -> Mapped[User]:
        return relationship("User", foreign_keys=[cls.invited_by_id])  # pyright: ignore[reportArgumentType]

    @classmethod
    def open(cls, subject: Any) -> Select[Self]:
        """Those that nobody has answered yet."""
        own = getattr(cls, cls.subject_key) == subject.id
        return select(cls).where(own, cls.accepted_at.is_(None)).order_by(cls.id)

    @classmethod
    def behind(cls, code: str) -> Self | None:
        """The invitation that a letter's code means, while it is good."""
        return db.session.scalar(select(cls).where(*cls._good(code)))

    @classmethod
    def redeem(cls, code: str) -> Self | None:
        """Use the code up, in one statement so that two who race can't both; None when it is not good."""
        used = update(cls).where(and_(*cls._good(code))).values(accepted_at=func.now())
        return db.session.scalar(used.returning(cls))

    @property
    def has_expired(self) -> bool:
        return self.expires_at <= utcnow()

    def new_code(self) -> str:
        """What the letter carries; an earlier letter's code is good no more."""
        code = new_secret()
        self.code_hash, self.expires_at = hash_of(code), utcnow() + GOOD_FOR
        return code

    @classmethod
    def _good(cls, code: str) -> tuple[ColumnElement[bool], ...]:
        return cls.code_hash == hash_of(code), cls.accepted_at.is_(None), cls.expires_at > func.now()
