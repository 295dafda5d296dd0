"""New accounts: on a site, where one joins as a student, or on the platform together with a site."""

from __future__ import annotations

from typing import Any

from educrowd.core.limits import address, throttle

from .. import mailers, names, passwords
from ..entering import signing_in
from ..models import User


def register(*, email: str, password: str, **details: Any) -> User:
    """A new account that belongs to the current site, and a welcome by mail after the commit."""
    throttle("20 per hour", "register", address())
    user = User.register(email=email, password=password, **details)
    signing_in.join(user)
    mailers.send_welcome.later(user.id)
    return user


def register_unconfirmed(*, email: str, password: str, username: str = "", **details: Any) -> None:
    """Answer the same for known and unknown addresses: whoever owns the address gets a mail with a link."""
    throttle("20 per hour", "register", address())
    passwords.hash_password(passwords.checked(password))
    if username:
        details["username"] = User.free_username(email, username)
    mailers.send_confirmation.later(names.email_address(email), details)
