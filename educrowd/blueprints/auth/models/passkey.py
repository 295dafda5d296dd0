"""Passkeys: keys that a person's devices keep, so that a log-in needs neither password nor letter."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from sqlalchemy import ForeignKey, Identity, Select, delete, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from educrowd.core.db import Model, db, utcnow

from ..secrets import hash_of
from .user import User

MOST = 20


class Passkey(Model):
    """One key of one person; only its public half is here."""

    __tablename__ = "passkeys"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    credential_id: Mapped[bytes] = mapped_column(unique=True)
    public_key: Mapped[bytes]
    sign_count: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    name: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    last_used_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(innerjoin=True)

    @classmethod
    def of(cls, user: User) -> Select[Self]:
        """A person's keys, the oldest first."""
        return select(cls).where(cls.user_id == user.id).order_by(cls.id)

    @classmethod
    def presented(cls, credential_id: bytes) -> Select[Self]:
        """The key with this name, held while its counter is looked at."""
        wanted = select(cls).where(cls.credential_id == credential_id)
        return wanted.options(joinedload(cls.user)).with_for_update(of=cls)

    @classmethod
    def drop_since(cls, user: User, moment: datetime) -> None:
        db.session.execute(delete(cls).where(cls.user_id == user.id, cls.created_at > moment))

    def used(self, sign_count: int) -> None:
        self.sign_count, self.last_used_at = sign_count, utcnow()


class SpentChallenge(Model):
    """A challenge that was answered; another answer to it is a replay."""

    __tablename__ = "spent_challenges"

    challenge_hash: Mapped[str] = mapped_column(primary_key=True)
    spent_at: Mapped[datetime] = mapped_column(server_default=func.now(), index=True)

    @classmethod
    def spend(cls, challenge: str) -> bool:
        """Whether nobody has answered it before."""
        spent = insert(cls).values(challenge_hash=hash_of(challenge)).on_conflict_do_nothing()
        return db.session.scalar(spent.returning(cls.challenge_hash)) is not None
