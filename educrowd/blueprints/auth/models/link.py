"""Codes that work once and soon run out: hand-offs between hosts, and whatever letters let people do by a link."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Self

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Identity,
    Index,
    Select,
    and_,
    false,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from educrowd.core.current import current
from educrowd.core.db import Model, db, utcnow

from ..secrets import hash_of, new_secret
from .user import User

HANDOFF, RESET, CLAIM = "handoff", "reset", "claim"
# A sign-in by mail, a proof of one's address, another address, the way back from it, "this was not me", the end.
LOGIN, PROOF, EMAIL, UNDO, DISOWN, CLOSE = "login", "proof", "email", "undo", "disown", "close"
LIVES = {
    HANDOFF: timedelta(seconds=60),
    RESET: timedelta(hours=1),
    CLAIM: timedelta(days=7),
    LOGIN: timedelta(minutes=15),
    PROOF: timedelta(days=2),
    EMAIL: timedelta(hours=24),
    UNDO: timedelta(days=7),
    DISOWN: timedelta(days=7),
    CLOSE: timedelta(days=1),
}
# These let somebody in to one place. All others act on the whole account: a site may answer at a domain of its owner,
# who would read a code that a link brings there, so such codes are for the platform's own host and refused elsewhere.
OF_ONE_HOST = (HANDOFF, LOGIN)
# Whoever took an account over changes its password first: what undoes that outlives it.
OUTLIVES_PASSWORD = (UNDO, DISOWN)


class SingleUseCode(Model):
    """A secret for one person, one purpose, one use.

    `tenant_id` is the site where it may be used, none is the platform; `site_id` that from which it was asked for.
    """

    __tablename__ = "single_use_codes"
    __table_args__ = (
        CheckConstraint("purpose IN ({})".format(", ".join(f"'{purpose}'" for purpose in LIVES)), name="purpose"),
        CheckConstraint(f"tenant_id IS NULL OR purpose IN {OF_ONE_HOST}", name="host"),
        Index("ix_single_use_codes_email", "email", postgresql_where=text("purpose = 'undo' AND used_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    purpose: Mapped[str]
    code_hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    tenant_id: Mapped[int | None] = mapped_column(ForeignKey("tenants.id", ondelete="CASCADE"))
    site_id: Mapped[int | None] = mapped_column(ForeignKey("tenants.id", ondelete="SET NULL"))
    browser_hash: Mapped[str | None]
    email: Mapped[str | None]
    is_strong: Mapped[bool] = mapped_column(default=False, server_default=false())
    used_at: Mapped[datetime | None]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    # By the database's clock, like the change of a password that ends older codes.
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    user: Mapped[User] = relationship(innerjoin=True)

    @classmethod
    def issue(cls, user: User, purpose: str, *, tenant_id: int | None = None, **bound_to: Any) -> str:
        """Store a new code's hash; answers the code."""
        bound_to.setdefault("site_id", current.tenant_id)
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
    def is_good(cls, code: str, purpose: str, tenant_id: int | None) -> ColumnElement[bool]:
        """Made for this, here, not used, not run out, and not older than what it could do harm to."""
        if purpose not in OF_ONE_HOST and current.tenant is not None:
            return false()
        outlives = cls.purpose.in_(OUTLIVES_PASSWORD)
        return and_(
            cls.code_hash == hash_of(code),
            cls.purpose == purpose,
            cls.tenant_id.is_not_distinct_from(tenant_id),
            cls.used_at.is_(None),
            cls.expires_at > func.now(),
            or_(outlives, cls.user_id.in_(select(User.id).where(User.password_changed_at <= cls.created_at))),
        )

    @classmethod
    def peek(cls, code: str, purpose: str, *, tenant_id: int | None = None) -> Self | None:
        """Whose it is, without using it up: mail scanners look at every link."""
        good = select(cls).where(cls.is_good(code, purpose, tenant_id))
        return db.session.scalar(good.options(joinedload(cls.user)))

    @classmethod
    def redeem(cls, code: str, purpose: str, *, tenant_id: int | None = None, of: User | None = None) -> Self | None:
        """Use the code up, in one statement so that two who race can't both; None when it is not good, or not `of`."""
        use = update(cls).where(cls.is_good(code, purpose, tenant_id))
        if of:
            use = use.where(cls.user_id == of.id)
        return db.session.scalar(use.values(used_at=func.now()).returning(cls))

    @classmethod
    def void(cls, user: User, *, since: int | None = None) -> None:
        """Make a person's open codes worthless; those that undo something stay, unless they are newer than `since`."""
        which = cls.purpose.not_in(OUTLIVES_PASSWORD) if since is None else cls.id > since
        voided = update(cls).where(cls.user_id == user.id, cls.used_at.is_(None), which)
        db.session.execute(voided.values(used_at=func.now()))

    @classmethod
    def held_for(cls, email: str) -> Select[User]:
        """Who gave this address up and may still take it back."""
        open_undo = select(cls.user_id).where(
            cls.purpose == UNDO, cls.email == email, cls.used_at.is_(None), cls.expires_at > func.now()
        )
        return select(User).where(User.id.in_(open_undo))
