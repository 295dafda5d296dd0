"""Where a person has signed in before, so that a letter tells of anywhere else."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

from sqlalchemy import ForeignKey, Identity, Select, UniqueConstraint, and_, delete, exists, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import Model, db, utcnow

from .user import User

REMEMBERED = timedelta(days=365)


class KnownDevice(Model):
    """One browser or client: known by the cookie that it keeps, else by what it is and which network it calls from."""

    __tablename__ = "known_devices"
    __table_args__ = (UniqueConstraint("user_id", "token_hash"),)

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    token_hash: Mapped[str | None]
    device: Mapped[str]
    network: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    last_seen_at: Mapped[datetime] = mapped_column(default=utcnow, server_default=func.now(), index=True)

    @classmethod
    def like(cls, user: User, *, token_hash: str | None, device: str, network: str) -> Select[Self]:
        looks_same = and_(cls.device == device, cls.network == network)
        same = or_(cls.token_hash == token_hash, looks_same) if token_hash else looks_same
        remembered = cls.last_seen_at > utcnow() - REMEMBERED
        by_cookie_first = (cls.token_hash == token_hash).desc().nulls_last()
        return select(cls).where(cls.user_id == user.id, same, remembered).order_by(by_cookie_first).limit(1)

    @classmethod
    def drop_since(cls, user: User, moment: datetime) -> None:
        db.session.execute(delete(cls).where(cls.user_id == user.id, cls.created_at > moment))

    @classmethod
    def any_of(cls, user: User) -> bool:
        return bool(db.session.scalar(select(exists().where(cls.user_id == user.id))))
