"""A person's account, good on every site; what it may do where is its memberships'."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from sqlalchemy import ColumnElement, Identity, Select, and_, case, func, or_, select, text
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship, undefer

from educrowd.core.db import Model, Timestamps

from ... import passwords, roles
from ..membership import Membership
from ..operator import Operator
from ..profile import Profile
from .opening import Opening, Taken
from .permitted import Permitted

__all__ = ["Taken", "User"]


class User(Opening, Permitted, Timestamps, Model):
    """An account. Without a password it is unclaimed: a guest who left an address."""

    __tablename__ = "users"

    # With is_active and get_id what Flask-Login asks of a person. Not its UserMixin: that compares by id, and
    # to read the id after a commit costs a query.
    is_authenticated = True
    is_anonymous = False

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    username: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str | None]
    password_changed_at: Mapped[datetime] = mapped_column(server_default=func.now())
    first_name: Mapped[str] = mapped_column(default="", server_default="")
    last_name: Mapped[str] = mapped_column(default="", server_default="")
    is_verified: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    is_active: Mapped[bool] = mapped_column(default=True, server_default=text("true"))

    profile: Mapped[Profile] = relationship(cascade="all, delete-orphan", passive_deletes=True)
    # On the current site: whoever was only invited there has not.
    has_come: Mapped[bool] = column_property(Membership.accepted_by(id), deferred=True)

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.username

    @property
    def shown_name(self) -> str:
        """What the staff of the current site may call them: by name once they have come, else as they wrote to them."""
        return self.name if self.has_come else self.email

    @property
    def is_claimed(self) -> bool:
        return self.password_hash is not None

    @property
    def has_second_factor(self) -> bool:
        """Whether log-ins by password or letter ask for a code as well."""
        return self.profile.totp_since is not None

    def get_id(self) -> str:
        return str(self.id)

    def has_password(self, password: str) -> bool:
        return passwords.matches(self.password_hash, password)

    def set_password(self, password: str) -> None:
        """Set it; whoever is signed in with the old one no longer is."""
        self.password_hash = passwords.hash_password(passwords.checked(password))
        self.password_changed_at = func.now()

    @classmethod
    def members(cls) -> Select[Self]:
        """The people with an active role on the current site."""
        return select(cls).where(cls.id.in_(select(Membership.user_id).where(Membership.is_current())))

    @classmethod
    def members_and_invited(cls) -> Select[Self]:
        """The same, with those who have not come yet; each knows whether they have."""
        given = select(cls).where(cls.id.in_(select(Membership.user_id).where(Membership.is_given())))
        return given.options(undefer(cls.has_come))

    @classmethod
    def owners(cls) -> Select[Self]:
        """Those to whom the current site belongs."""
        owns = select(Membership.user_id).where(Membership.is_current(), Membership.role == roles.OWNER)
        return select(cls).where(cls.id.in_(owns))

    @classmethod
    def operators(cls) -> Select[Self]:
        """Those who run the platform."""
        return select(cls).where(cls.id.in_(select(Operator.user_id)), cls.is_active)

    @classmethod
    def able_to(cls, ability: str) -> Select[Self]:
        """The people of the current site who hold this ability."""
        holds = Membership.role.in_(roles.ABILITIES[ability])
        return select(cls).where(cls.id.in_(select(Membership.user_id).where(Membership.is_current(), holds)))

    @classmethod
    def named_like(cls, words: str) -> ColumnElement[bool]:
        """A part of the address, or of the name of somebody whose name the current site may show."""
        named = cls._contains(cls.first_name + " " + cls.last_name, words)
        return or_(cls._contains(cls.email, words), and_(cls.has_come, named))

    @classmethod
    def by_shown_name(cls) -> ColumnElement[str]:
        """For an order that tells no more than the page does."""
        return func.lower(case((cls.has_come, cls.first_name + " " + cls.last_name), else_=cls.email))

    @staticmethod
    def _contains(column: Any, words: str) -> ColumnElement[bool]:
        return func.lower(column).contains(words.lower(), autoescape=True)
