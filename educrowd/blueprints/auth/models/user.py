"""A person's account, good on every site; what it may do where is its memberships'."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Self

from sqlalchemy import ColumnElement, Identity, Select, func, or_, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column, relationship

from educrowd.core.current import current
from educrowd.core.db import Model, Timestamps, db
from educrowd.core.errors import Refused

from .. import names, passwords, roles, scopes
from .membership import Membership
from .operator import Operator
from .profile import Profile


class Taken(Refused):
    """Somebody has this address or user name already."""


class User(Timestamps, Model):
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

    @classmethod
    def register(cls, *, email: str, password: str, username: str = "", **details: Any) -> Self:
        """A new account; Taken when the address or the user name belongs to somebody."""
        password_hash = passwords.hash_password(passwords.checked(password))
        return cls._new(email, username, password_hash=password_hash, **details)

    @classmethod
    def guest(cls, email: str, name: str = "") -> Self:
        """The account of this address, made without a password when there is none yet."""
        email = names.email_address(email)
        return db.session.scalar(cls.known_as(email)) or cls._new_guest(email, *name.strip().partition(" ")[::2])

    @classmethod
    def _new_guest(cls, email: str, first_name: str, last_name: str) -> Self:
        values = {"email": email, "first_name": first_name, "last_name": last_name.strip()}
        wanted = insert(cls).values(**values, username=cls.free_username(email, ""))
        user = db.session.scalar(wanted.on_conflict_do_nothing().returning(cls))
        if user is None:  # Somebody was a moment faster with the address or the user name.
            return cls.guest(email, f"{first_name} {last_name}")
        db.session.add(Profile(user_id=user.id))
        return user

    @classmethod
    def unclaimed(cls, email: str, *, username: str = "", **details: Any) -> Self:
        """A new account without a password; its user name is another one where the wanted one was taken meanwhile."""
        try:
            return cls._new(email, username, **details)
        except Taken as refusal:
            if refusal.field != "username":
                raise
            return cls._new(email, "", **details)

    @classmethod
    def _new(cls, email: str, username: str, **details: Any) -> Self:
        email = names.email_address(email)
        if db.session.scalar(cls.known_as(email)):
            raise Taken("Somebody with this email address has an account already.", field="email")
        user = cls(email=email, username=cls.free_username(email, username), profile=Profile(), **details)
        try:
            with db.session.begin_nested():
                db.session.add(user)
        except IntegrityError:
            raise Taken("Somebody was a moment faster with this address or user name.") from None
        return user

    @classmethod
    def free_username(cls, email: str, wanted: str) -> str:
        """The wanted user name, or one after the address where none is wanted; Taken when somebody has it."""
        name = names.username(wanted) if wanted else names.suggested_username(email)
        if not db.session.scalar(select(cls.id).where(cls.username == name)):
            return name
        if wanted:
            raise Taken("This user name is taken.", field="username")
        return f"{name}-{secrets.token_hex(4)}"

    @classmethod
    def known_as(cls, login: str) -> Select[Self]:
        """The account with this address or user name."""
        name = names.fold(login)
        return select(cls).where(or_(cls.email == name, cls.username == name))

    # ---- who one is -------------------------------------------------------------------------------

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.username

    @property
    def initials(self) -> str:
        return "".join(part[0] for part in self.name.split()[:2]).upper()

    @property
    def is_claimed(self) -> bool:
        return self.password_hash is not None

    def get_id(self) -> str:
        return str(self.id)

    # ---- passwords --------------------------------------------------------------------------------

    def has_password(self, password: str) -> bool:
        return passwords.matches(self.password_hash, password)

    def set_password(self, password: str) -> None:
        """Set it; whoever is signed in with the old one no longer is."""
        self.password_hash = passwords.hash_password(passwords.checked(password))
        self.password_changed_at = func.now()

    # ---- what one may do --------------------------------------------------------------------------

    def can(self, ability: str) -> bool:
        """Whether this person holds an ability on the current site, and the key that they show lends it."""
        return roles.can(self.roles, ability) and (self._lent is None or ability in self._lent)

    _lent = None
    _scopes = None

    def acts_by_key(self, key_scopes: Sequence[str]) -> None:
        """For the rest of this request, hold only what the key lends of one's abilities."""
        self._scopes, self._lent = key_scopes, scopes.abilities_of(key_scopes)

    def opens(self, path: str) -> bool:
        """Whether what the API shows below this path is open to the key that they show, if they show one."""
        return self._scopes is None or scopes.allowed_by(self._scopes, "GET", path)

    @property
    def grantable_roles(self) -> tuple[str, ...]:
        """What this person may hand out or take away; a key makes neither owners nor admins."""
        grantable = roles.grantable_by(self.roles)
        return grantable if self._lent is None else tuple(role for role in grantable if role not in roles.ROLES[:2])

    @property
    def roles(self) -> set[str]:
        """The roles that are active on the current site, asked for once in a session."""
        if current.tenant_id is None:
            return set()
        if self._roles is None:
            held = select(Membership.role).where(Membership.active_for(self.id))
            # Anybody can register any address: what staff gave to one waits until its owner has proven to be it.
            mine = held if self.is_verified else held.where(Membership.assigned_by_id.is_(None))
            self._roles = set(db.session.scalars(mine))
        return self._roles

    _roles = None

    @property
    def role(self) -> str | None:
        return roles.strongest(self.roles)

    @property
    def is_member(self) -> bool:
        return bool(self.roles)

    @property
    def was_removed(self) -> bool:
        """Whether staff have taken a role of this person away on the current site; leaving a project's team is none."""
        taken = Membership.here().where(Membership.user_id == self.id, Membership.is_active.is_(False))
        taken = taken.where(Membership.role != roles.COLLABORATOR)
        return db.session.scalar(taken.limit(1)) is not None

    @property
    def is_operator(self) -> bool:
        """Whether this person runs the platform."""
        return self._lent is None and db.session.get(Operator, self.id) is not None

    def take(self, role: str, *, assigned_by: User | None = None, expires_at: datetime | None = None) -> Membership:
        """Give this person a role on the current site; a role held before is renewed."""
        membership = Membership.give(self.id, role, assigned_by=assigned_by, expires_at=expires_at)
        self._roles = None
        return membership

    @classmethod
    def members(cls) -> Select[Self]:
        """The people with an active role on the current site."""
        return select(cls).where(cls.id.in_(select(Membership.user_id).where(Membership.is_current())))

    @classmethod
    def owners(cls) -> Select[Self]:
        """Those to whom the current site belongs."""
        owns = select(Membership.user_id).where(Membership.is_current(), Membership.role == roles.OWNER)
        return select(cls).where(cls.id.in_(owns))

    @classmethod
    def able_to(cls, ability: str) -> Select[Self]:
        """The people of the current site who hold this ability."""
        holds = Membership.role.in_(roles.ABILITIES[ability])
        return select(cls).where(cls.id.in_(select(Membership.user_id).where(Membership.is_current(), holds)))

    @classmethod
    def named_like(cls, words: str) -> ColumnElement[bool]:
        full = func.lower(cls.first_name + " " + cls.last_name + " " + cls.email)
        return full.contains(words.lower(), autoescape=True)
