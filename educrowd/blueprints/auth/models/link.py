"""Codes that work once and soon run out: hand-offs between hosts, password resets, claims of guest accounts."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Self

from sqlalchemy import CheckConstraint, ForeignKey, Identity, func, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from educrowd.core.db import Model, db, utcnow

from ..secrets import hash_of, new_secret
from .user import User

HANDOFF, RESET, CLAIM = "handoff", "reset", "claim"
LIVES = {HANDOFF: timedelta(seconds=60), RESET: timedelta(hours=1), CLAIM: timedelta(days=7)}


class SingleUseCode(Model):
    """A secret for one person, one purpose, one use; `tenant_id` is the site where it may be used."""

    __tablename__ = "single_use_codes"
    __table_args__ = (CheckConstraint("purpose IN ('handoff', 'reset', 'claim')", name="purpose"),)

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    purpose: Mapped[str]
    code_hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    tenant_id: Mapped[int | None] = mapped_column(ForeignKey("tenants.id", ondelete="CASCADE"))
    browser_hash: Mapped[str | None]
    used_at: Mapped[datetime | None]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    # By the database's clock, like the change of a password that ends older codes.
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    user: Mapped[User] = relationship(innerjoin=True)

    @classmethod
    def issue(cls, user: User, purpose: str, *, tenant_id: int | None, **bound_to: Any) -> str:
        """Store a new code's hash; answers the code."""
        code = new_secret()
        expires_at = utcnow() + LIVES[purpose]
        row = cls(
            user=user,
            purpose=purpose,
            tenant_id=tenant_id,
            code_hash=hash_of(code),
            expires_at=expires_at,
            **bound_to,
        )
        db.session.add(row)
        db.session.flush()
        return code

    @classmethod
    def redeem(cls, code: str, purpose: str, *, tenant_id: int | None) -> Self | None:
        """Use the code up, in one statement so that two who race can't both; None when it is not good."""
        use = (
            update(cls)
            .where(
                cls.code_hash == hash_of(code),
                cls.purpose == purpose,
                cls.tenant_id.is_not_distinct_from(tenant_id),
                cls.used_at.is_(None),
                cls.expires_at > func.now(),
                cls.user_id.in_(select(User.id).where(User.password_changed_at <= cls.created_at)),
            )
            .values(used_at=func.now())
            .returning(cls)
        )
        return db.session.scalar(use)
