"""An address that the newsletter knows, with or without an account behind it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Self

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    Identity,
    Index,
    Select,
    delete,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.blueprints.auth.secrets import hash_of, new_secret
from educrowd.core.db import SchemaOwned, Timestamps, db, utcnow

from ..signals import subscriber_confirmed
from .newsletter import NewsletterLetter

# "account": written to as somebody who has an account here, who never asked for the newsletter itself.
STATES = ("account", "pending", "confirmed", "unsubscribed", "bounced", "complained")
# What the staff sees: those who were asked for by somebody.
LISTED = STATES[1:]
# Nothing goes there, whoever asks for it.
CLOSED = ("unsubscribed", "bounced", "complained")
SOURCES = ("form", "account", "import", "staff")
ASKED_FOR = timedelta(days=7)
KEEP_UNCONFIRMED = timedelta(days=30)
MOST_SOFT_BOUNCES = 5


class Subscriber(Timestamps, SchemaOwned):
    """One address, once: what it asked for, how that is known, and whether letters arrive there."""

    __tablename__ = "subscribers"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", name="state"),
        CheckConstraint(f"source IN {SOURCES}", name="source"),
        CheckConstraint("(code_hash IS NULL) = (code_expires_at IS NULL)", name="code"),
        CheckConstraint("state <> 'confirmed' OR confirmed_at IS NOT NULL", name="confirmed"),
        Index(None, "state", "id"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(default="", server_default="")
    state: Mapped[str] = mapped_column(default="pending", server_default="pending")
    source: Mapped[str] = mapped_column(default="form", server_default="form")
    consent: Mapped[str] = mapped_column(default="", server_default="")
    code_hash: Mapped[str | None] = mapped_column(unique=True)
    code_expires_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    soft_bounces: Mapped[int] = mapped_column(default=0, server_default="0")
    reason: Mapped[str] = mapped_column(default="", server_default="")

    def __str__(self) -> str:
        return self.email

    @classmethod
    def at(cls, email: str) -> Self | None:
        return db.session.scalar(select(cls).where(cls.email == email))

    @classmethod
    def known(cls, email: str, *, name: str = "", source: str = "form", state: str = "pending") -> Self:
        """The row of this address, begun where there is none, held until this transaction ends."""
        begun = {"email": email, "name": name, "source": source, "state": state}
        db.session.execute(insert(cls).values(begun).on_conflict_do_nothing())
        return db.session.scalars(select(cls).where(cls.email == email).with_for_update()).one()

    @classmethod
    def listed(cls, state: str = "", words: str = "") -> Select[Self]:
        """What the staff sees, newest first."""
        states = (state,) if state in LISTED else LISTED
        found = select(cls).where(cls.state.in_(states)).order_by(cls.id.desc())
        return found.where(cls._named_like(words)) if words else found

    @classmethod
    def counts(cls) -> dict[str, int]:
        """How many are in which state."""
        counted = select(cls.state, func.count()).where(cls.state.in_(LISTED)).group_by(cls.state)
        return dict(db.session.execute(counted).all())

    @classmethod
    def confirmed(cls) -> Select[int]:
        """The ids of those who get the newsletter."""
        return select(cls.id).where(cls.state == "confirmed")

    @classmethod
    def closed(cls) -> Select[str]:
        """The addresses to which nothing goes."""
        return select(cls.email).where(cls.state.in_(CLOSED))

    @classmethod
    def ids_of(cls, emails: Select[Any]) -> None:
        """See that each of these addresses has a row: those without one are known by their account."""
        rows = select(emails.subquery().c[0], literal("account"), literal("account"))
        db.session.execute(insert(cls).from_select(["email", "state", "source"], rows).on_conflict_do_nothing())

    @classmethod
    def behind(cls, code: str) -> Self | None:
        """Whose confirmation a letter's link would be, without using it up."""
        return db.session.scalar(select(cls).where(*cls._is_good(code)))

    @classmethod
    def redeem(cls, code: str) -> Self | None:
        """Confirm, once: in one statement, so that two who race can't both; None where the code is not good."""
        spent = {"code_hash": None, "code_expires_at": None, "state": "confirmed", "confirmed_at": func.now()}
        fresh = {"left_at": None, "soft_bounces": 0, "reason": ""}
        found = db.session.scalar(update(cls).where(*cls._is_good(code)).values(**spent, **fresh).returning(cls))
        if found:
            subscriber_confirmed.send(subscriber_id=found.id)
        return found

    @classmethod
    def forget_unconfirmed(cls) -> None:
        """Let go of addresses that were typed a month ago and never confirmed."""
        old = cls.state == "pending", cls.updated_at < utcnow() - KEEP_UNCONFIRMED
        has_letters = select(NewsletterLetter.post_id).where(NewsletterLetter.subscriber_id == cls.id).exists()
        db.session.execute(delete(cls).where(*old, ~has_letters))

    @property
    def is_confirmed(self) -> bool:
        return self.state == "confirmed"

    @property
    def is_closed(self) -> bool:
        return self.state in CLOSED

    def issue_code(self) -> str:
        """A new code for this address; an older one is worth nothing from now on."""
        code = new_secret()
        self.code_hash, self.code_expires_at = hash_of(code), utcnow() + ASKED_FOR
        if not self.is_closed:
            self.state = "confirmed" if self.is_confirmed else "pending"
        return code

    def confirm(self, *, source: str = "", consent: str = "") -> None:
        """The owner of the address wants the newsletter, as is known from elsewhere."""
        if self.is_confirmed:
            return
        self.state, self.confirmed_at, self.left_at = "confirmed", utcnow(), None
        self.soft_bounces, self.reason = 0, ""
        self.code_hash = self.code_expires_at = None
        self.source, self.consent = source or self.source, consent or self.consent
        subscriber_confirmed.send(subscriber_id=self.id)

    def leave(self) -> None:
        """No more newsletters; a second time changes nothing."""
        if self.state not in CLOSED:
            self.state, self.left_at = "unsubscribed", utcnow()
        self.code_hash = self.code_expires_at = None

    def come_back(self) -> None:
        """Undo leaving: as it was before, for the owner alone holds the letter whose link says so."""
        if self.state == "unsubscribed":
            self.state, self.left_at = ("confirmed" if self.confirmed_at else "account"), None

    def reopen(self) -> None:
        """Its owner, signed in, wants letters again: as somebody with an account, not as a subscriber."""
        if self.is_closed:
            self.state, self.left_at, self.soft_bounces, self.reason = "account", None, 0, ""

    def bounce(self, reason: str, *, is_hard: bool) -> None:
        """A letter came back: for good, or for now, which is counted until it has been too often."""
        self.soft_bounces += not is_hard
        if self.state in ("unsubscribed", "complained"):
            return
        if is_hard or self.soft_bounces >= MOST_SOFT_BOUNCES:
            self.state, self.reason = "bounced", reason

    def complain(self) -> None:
        """Its owner called a letter spam."""
        self.state, self.left_at = "complained", utcnow()

    @classmethod
    def _named_like(cls, words: str) -> ColumnElement[bool]:
        return or_(*(column.icontains(words, autoescape=True) for column in (cls.email, cls.name)))

    @classmethod
    def _is_good(cls, code: str) -> Iterable[ColumnElement[bool]]:
        return cls.code_hash == hash_of(code), cls.code_expires_at > func.now()
