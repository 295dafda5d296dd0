"""How accounts come about: registered, left by a guest, or asked for by letter."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, Self, cast

from sqlalchemy import Select, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from educrowd.core.db import db
from educrowd.core.errors import Refused

from ... import names, passwords
from ..profile import Profile

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped


class Taken(Refused):
    """Somebody has this address or user name already."""


class Opening:
    """One account for an address, and one for a user name."""

    if TYPE_CHECKING:
        id: Mapped[int]
        email: Mapped[str]
        username: Mapped[str]
        is_verified: Mapped[bool]

        def __init__(self, **values: Any) -> None: ...

    @classmethod
    def register(cls, *, email: str, password: str, username: str = "", **details: Any) -> Self:
        """A new account; Taken when the address or the user name belongs to somebody."""
        password_hash = passwords.hash_password(passwords.checked(password))
        return cls._new(email, username, password_hash=password_hash, **details)

    @classmethod
    def guest(cls, email: str, name: str = "") -> Self:
        """The account of this address, made without a password when there is none yet."""
        return cls.of_address(email, *name.strip().partition(" ")[::2])

    @classmethod
    def of_address(cls, email: str, first_name: str, last_name: str) -> Self:
        """The same, where a name has its two parts."""
        email = names.email_address(email)
        known = db.session.scalar(cls.known_as(email)) or cls._who_held(email)
        return known or cls._new_guest(email, first_name, last_name)

    @classmethod
    def _new_guest(cls, email: str, first_name: str, last_name: str) -> Self:
        values = {"email": email, "first_name": first_name, "last_name": last_name.strip()}
        wanted = insert(cls).values(**values, username=cls.free_username(email, ""))
        user = db.session.scalar(wanted.on_conflict_do_nothing().returning(cls))
        if user is None:  # Somebody was a moment faster with the address or the user name.
            return cls.of_address(email, first_name, last_name)
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
        cls._refuse_taken(email)
        user = cls(email=email, username=cls.free_username(email, username), profile=Profile(), **details)
        try:
            with db.session.begin_nested():
                db.session.add(user)
        except IntegrityError:
            raise Taken("Somebody was a moment faster with this address or user name.") from None
        return user

    @classmethod
    def _refuse_taken(cls, email: str) -> None:
        if cls.is_taken(email):
            raise Taken("Somebody with this email address has an account already.", field="email")

    @classmethod
    def is_taken(cls, email: str, *, besides: Self | None = None) -> bool:
        """Whether somebody else has this address, or left it so short a time ago that they may want it back."""
        holder = db.session.scalar(cls.known_as(email)) or cls._who_held(email)
        return holder is not None and holder is not besides

    @classmethod
    def _who_held(cls, email: str) -> Self | None:
        from ..link import SingleUseCode  # which needs people itself

        return cast("Self | None", db.session.scalar(SingleUseCode.held_for(email)))

    def move_to(self, email: str) -> None:
        """Take another address, which has been proven; Taken when somebody was faster."""
        if self.is_taken(email, besides=self):
            raise Taken("Somebody has this address already.", field="email")
        try:
            with db.session.begin_nested():
                self.email, self.is_verified = email, True
        except IntegrityError:
            raise Taken("Somebody was a moment faster with this address.", field="email") from None

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
