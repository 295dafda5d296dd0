"""Codes on paper for whoever has lost the device that shows them."""

from __future__ import annotations

import base64
import secrets
from datetime import datetime

from sqlalchemy import ForeignKey, Identity, UniqueConstraint, delete, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import Model, db

from ..secrets import hash_of
from .user import User

HOW_MANY = 10
RANDOM_BYTES = 10
GROUP = 4


class RecoveryCode(Model):
    """One code, shown once, good once; the row has only its hash."""

    __tablename__ = "recovery_codes"
    __table_args__ = (UniqueConstraint("user_id", "code_hash"),)

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    code_hash: Mapped[str]
    used_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    @classmethod
    def renew(cls, user: User) -> list[str]:
        """A new sheet; the old one is worth nothing."""
        cls.drop(user)
        codes = [_new_code() for _ in range(HOW_MANY)]
        db.session.add_all(cls(user_id=user.id, code_hash=hash_of(_bare(code))) for code in codes)
        return codes

    @classmethod
    def use(cls, user: User, code: str) -> bool:
        """Use one up, in one statement, so that two who race can't both."""
        mine = update(cls).where(cls.user_id == user.id, cls.code_hash == hash_of(_bare(code)), cls.used_at.is_(None))
        return db.session.scalar(mine.values(used_at=func.now()).returning(cls.id)) is not None

    @classmethod
    def left(cls, user: User) -> int:
        """How many are still good."""
        unused = select(func.count()).where(cls.user_id == user.id, cls.used_at.is_(None))
        return db.session.scalar(unused) or 0

    @classmethod
    def drop(cls, user: User) -> None:
        db.session.execute(delete(cls).where(cls.user_id == user.id))


def _new_code() -> str:
    """Eighty random bits, so that a bare hash of them tells nothing."""
    word = base64.b32encode(secrets.token_bytes(RANDOM_BYTES)).decode().lower()
    return "-".join(word[start : start + GROUP] for start in range(0, len(word), GROUP))


def _bare(code: str) -> str:
    return "".join(sign for sign in code.lower() if sign.isalnum())
