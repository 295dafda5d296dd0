"""A personal API key: one person's, on one site, for what its scopes list, until its day."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    UniqueConstraint,
    and_,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, contains_eager, mapped_column, relationship

from educrowd.core.db import Model, TenantOwned, db, utcnow

from ..secrets import hash_of, new_secret
from .membership import Membership
from .user import User

PREFIX = "edu_"
LONGEST_NAME = 80
SEEN_EVERY = timedelta(minutes=1)


class ApiKey(TenantOwned, Model):
    """Its person is shown the key once; this row has only its hash and its last letters."""

    __tablename__ = "api_keys"
    __constraints__ = (UniqueConstraint("tenant_id", "token_hash"), Index(None, "tenant_id", "user_id"))

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    name: Mapped[str]
    token_hash: Mapped[str]
    hint: Mapped[str]
    scopes: Mapped[list[str]]
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    last_used_address: Mapped[str] = mapped_column(server_default="", default="")
    revoked_at: Mapped[datetime | None]
    # By the database's clock, like the change of a password that ends older keys.
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(default=utcnow, onupdate=utcnow, server_default=func.now())

    token = ""  # told only to the request that made it

    user: Mapped[User] = relationship(innerjoin=True)

    @classmethod
    def make(cls, user: User, *, name: str, scopes: list[str], expires_at: datetime | None) -> tuple[Self, str]:
        """A new key of this person's on the current site, and the words that prove it."""
        token = PREFIX + new_secret()
        key = cls(
            user=user,
            name=name,
            scopes=sorted(set(scopes)),
            expires_at=expires_at,
            token_hash=hash_of(token),
            hint=token[-4:],
        )
        db.session.add(key)
        db.session.flush()
        return key, token

    @classmethod
    def good(cls) -> ColumnElement[bool]:
        """Neither run out nor revoked, made with the present password, of somebody who still belongs here."""
        return and_(
            cls.revoked_at.is_(None),
            or_(cls.expires_at.is_(None), cls.expires_at > func.now()),
            cls.created_at >= User.password_changed_at,
            User.is_active,
            exists().where(Membership.active_for(User.id)),
        )

    @classmethod
    def by_token(cls, token: str) -> Select[Self]:
        return cls._with_user().where(cls.token_hash == hash_of(token), cls.good())

    @classmethod
    def usable(cls) -> Select[Self]:
        """All good keys of the site, the newest first."""
        return cls._with_user().where(cls.good()).order_by(cls.id.desc())

    @classmethod
    def visible_to(cls, user: User) -> Select[Self]:
        """One's own; all of the site's for who looks after its members."""
        listed = cls.usable()
        return listed if user.can("members.manage") else listed.where(cls.user_id == user.id)

    @classmethod
    def _with_user(cls) -> Select[Self]:
        return select(cls).join(cls.user).options(contains_eager(cls.user))

    def seen(self, address: str) -> None:
        """Note when and from where it was used, at most once a minute."""
        if self.last_used_at is None or utcnow() - self.last_used_at > SEEN_EVERY:
            used = update(ApiKey).where(ApiKey.id == self.id)
            db.session.execute(used.values(last_used_at=utcnow(), last_used_address=address))

    def revoke(self) -> None:
        """It is worth nothing from this moment on."""
        self.revoked_at = utcnow()
