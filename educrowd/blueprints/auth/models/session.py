"""Where a person is signed in: one row for each browser and each client of the API."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Identity,
    Index,
    Select,
    and_,
    delete,
    exists,
    false,
    func,
    select,
    true,
    update,
)
from sqlalchemy.orm import Mapped, contains_eager, mapped_column, relationship

from educrowd.core.current import current
from educrowd.core.db import Model, db, utcnow

from ..secrets import hash_of, new_secret
from .membership import Membership
from .user import User

WEB, API = "web", "api"
# In this order, as most of them also say that they are some of the others.
BROWSERS = ("Firefox", "Edg", "OPR", "Chrome", "Safari", "curl")
SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Mac", "Linux")
LASTS = timedelta(days=30)
# Written at most this often, so that looking around does not write.
SEEN_EVERY = timedelta(minutes=5)


class Session(Model):
    """One sign-in on one host. The cookie holds a secret, this row only its hash."""

    __tablename__ = "sessions"
    __table_args__ = (
        CheckConstraint("kind IN ('web', 'api')", name="kind"),
        Index("ix_sessions_user_id", "user_id", "tenant_id"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    tenant_id: Mapped[int | None] = mapped_column(ForeignKey("tenants.id", ondelete="CASCADE"))
    kind: Mapped[str]
    token_hash: Mapped[str | None] = mapped_column(unique=True)
    user_agent: Mapped[str] = mapped_column(server_default="", default="")
    address: Mapped[str] = mapped_column(server_default="", default="")
    # By the database's clock, like the change of a password that ends older sign-ins.
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    last_seen_at: Mapped[datetime] = mapped_column(default=utcnow, server_default=func.now())
    expires_at: Mapped[datetime] = mapped_column(index=True)
    # Begun with two factors, not with a password or a letter alone.
    is_strong: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Begun with what a link brought, which whoever serves a site's own domain could use before its person does.
    by_link: Mapped[bool] = mapped_column(default=False, server_default=false())

    user: Mapped[User] = relationship(innerjoin=True)

    @classmethod
    def begin(
        cls, user: User, kind: str, *, user_agent: str, address: str, is_strong: bool = False, by_link: bool = False
    ) -> tuple[Self, str]:
        """A new sign-in on the current host, and the secret that proves it."""
        secret = new_secret()
        session = cls(
            user=user,
            tenant_id=current.tenant_id,
            kind=kind,
            token_hash=hash_of(secret) if kind == WEB else None,
            user_agent=user_agent[:300],
            address=address,
            expires_at=utcnow() + LASTS,
            is_strong=is_strong,
            by_link=by_link,
        )
        db.session.add(session)
        db.session.flush()
        return session, secret

    @classmethod
    def good(cls) -> ColumnElement[bool]:
        """Of this very host, unexpired, begun with the present password, by somebody who still belongs here."""
        belongs = true() if current.tenant_id is None else exists().where(Membership.active_for(User.id))
        return and_(
            cls.tenant_id.is_not_distinct_from(current.tenant_id),
            cls.expires_at > func.now(),
            cls.created_at >= User.password_changed_at,
            User.is_active,
            belongs,
        )

    @classmethod
    def by_secret(cls, secret: str) -> Select[Self]:
        return cls._with_user().where(cls.token_hash == hash_of(secret), cls.good())

    @classmethod
    def by_id(cls, session_id: int) -> Select[Self]:
        return cls._with_user().where(cls.id == session_id, cls.kind == API, cls.good())

    @classmethod
    def _with_user(cls) -> Select[Self]:
        return select(cls).join(cls.user).options(contains_eager(cls.user))

    @classmethod
    def of(cls, user: User) -> Select[Self]:
        """The person's sign-ins on this host, latest first."""
        return select(cls).join(cls.user).where(cls.user_id == user.id, cls.good()).order_by(cls.last_seen_at.desc())

    @classmethod
    def end_others(cls, user: User, *, but: Session | None) -> None:
        """End the person's sign-ins on all hosts, except for one."""
        ended = delete(cls).where(cls.user_id == user.id, cls.id.is_distinct_from(but.id if but else None))
        db.session.execute(ended)

    @classmethod
    def end_others_here(cls, user: User, *, but: Session | None) -> None:
        """End the person's sign-ins on this host, except for one."""
        for session in db.session.scalars(cls.of(user)):
            if session is not but:
                session.end()

    @property
    def shows_private(self) -> bool:
        """Whether it opens what an account keeps for its person's eyes only, which is no matter of the site."""
        return self.tenant_id is None or not self.by_link

    @property
    def device(self) -> str:
        """The browser or client in words that its user may recognize."""
        known = [name for name in BROWSERS if name in self.user_agent]
        systems = [name for name in SYSTEMS if name in self.user_agent]
        words = " on ".join([*known[:1], *systems[:1]])
        return words or ("An application" if self.kind == API else "A browser")

    def renew(self) -> None:
        """Let this sign-in outlive a change of the password."""
        self.created_at = func.now()

    def seen(self) -> None:
        if utcnow() - self.last_seen_at > SEEN_EVERY:
            db.session.execute(update(Session).where(Session.id == self.id).values(last_seen_at=utcnow()))

    def end(self) -> None:
        """Sign out: the cookie, the access tokens and the refresh tokens of this sign-in are dead at once."""
        db.session.delete(self)


class RefreshToken(Model):
    """One link in a chain of single-use tokens; its use makes the next, its reuse ends the sign-in."""

    __tablename__ = "refresh_tokens"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    used_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=utcnow, server_default=func.now())

    session: Mapped[Session] = relationship(innerjoin=True)
