"""Signing in and out in a browser."""

from __future__ import annotations

from flask import Response, g, request, session

from educrowd.core import entitlements, people
from educrowd.core.allowances import require_room
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Invalid, Refused
from educrowd.core.limits import address, throttle
from educrowd.core.tenancy import transaction

from .. import names, passwords, roles, security_mailers
from ..addresses import mailers as address_mailers
from ..models import Session, User
from ..models.session import WEB
from ..signals import member_joined
from . import noticing
from .recognizing import SECRET, become, present_session

FULL = "This site has as many members as it can take at the moment. Write to its owner."
CONFIRM_FIRST = "This site takes confirmed addresses only. We have mailed you a link: follow it, then come back."


class WrongLogin(Refused):
    """The same words for an unknown person, a wrong password and a closed account."""

    code = "unauthenticated"
    status = 401
    message = "The email address or user name and the password don't match."


class NotAMember(Refused):
    code = "forbidden"
    status = 403


def authenticate(login: str, password: str) -> User:
    """The person with this address or user name and this password; WrongLogin, with equal work, otherwise."""
    throttle("20 per minute", "log-in", address())
    throttle("20 per 15 minutes", "log-in", names.fold(login))
    user = db.session.scalar(User.known_as(login))
    is_right = passwords.matches(user and user.password_hash, password)
    if user is None or not is_right or not user.is_active:
        raise WrongLogin()
    if user.password_hash and passwords.is_outdated(user.password_hash):
        user.password_hash = passwords.hash_password(password)
    return user


def join(user: User) -> None:
    """Make sure that the person belongs to the current site: as invited, or as a student where that is welcome."""
    if current.tenant is None:
        return
    was_member = user.is_member
    user.accept_roles()
    if not user.is_member:
        _join_as_student(user)
    if not was_member:
        member_joined.send(user_id=user.id)


def _join_as_student(user: User) -> None:
    if not is_open() or user.was_removed:
        raise NotAMember("This site is for its members. Ask its owner for an invitation.")
    if confirms_first() and not user.is_verified:
        _mail_proof(user.id)
        raise NotAMember(CONFIRM_FIRST)
    if not entitlements.has_any(user.id):
        require_room("members", words=FULL)
    user.take(roles.STUDENT)


def _mail_proof(user_id: int) -> None:
    # In a transaction of its own: the request is refused, and what it did is taken back.
    throttle("5 per hour", "prove-address", str(user_id))
    db.session.rollback()
    with transaction(current.tenant):
        address_mailers.send_proof.later(user_id)


def is_open() -> bool:
    """Whether newcomers may join the current site by themselves."""
    return current.tenant is None or bool(current.tenant.settings.get("allow_registration", True))


def confirms_first() -> bool:
    """Whether only proven addresses join the current site, wherever their account was made."""
    return current.tenant is not None and bool(current.tenant.settings.get("confirm_email_first"))


def sign_in(user: User, *, is_strong: bool = False, by_link: bool = False) -> None:
    """Begin a sign-in in this browser; whatever the browser held before is dropped."""
    sign_out()
    g.sign_in, session[SECRET] = Session.begin(
        user,
        WEB,
        user_agent=request.user_agent.string,
        address=request.remote_addr or "",
        is_strong=is_strong,
        by_link=by_link,
    )
    session.permanent = True
    noticing.notice(user, g.sign_in)
    become(user)


def sign_out() -> None:
    """End this browser's sign-in, and forget all that was kept for it."""
    if present := present_session():
        present.end()
    session.clear()
    g.sign_in = None
    become(None)


def confirm_password(user: User, password: str, *, field: str = "password") -> None:
    """Ask again who it is, before something that outlives the sign-in."""
    throttle("10 per minute", "confirm-password", str(user.id))
    if not user.has_password(password):
        raise Invalid(field, "This is not your password.")


def change_password(user: User, old: str, new: str) -> None:
    """Set a new password; every sign-in but this one ends."""
    throttle("10 per minute", "change-password", str(user.id))
    if not user.has_password(old):
        raise Invalid("current_password", "This is not your current password.")
    user.set_password(new)
    db.session.flush()
    security_mailers.tell.later(user.id, "password_changed")
    if present := present_session():
        present.renew()


def forget_pages(response: Response) -> Response:
    """Tell the browser to drop what it kept of this site."""
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


people.passwords_are_confirmed_by(confirm_password)
