"""Letters that prove an address: a sign-in without a password, another address, and the way back from it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.mail import deliver, mailer

from .. import mailers
from ..models import SingleUseCode, User
from ..models.link import CLAIM, EMAIL, LOGIN, PROOF, UNDO


@mailer
def send_login_link(email: str) -> None:
    """For an address that was never proven it sets a password, so that nobody stays in who registered it before."""
    user = db.session.scalar(User.known_as(email))
    if user is None or not user.is_active:
        return
    if user.is_claimed and user.is_verified:
        url = mailers.url_of(f"/login/link/{SingleUseCode.issue(user, LOGIN, tenant_id=current.tenant_id)}")
        deliver(to=user.email, subject="Log in by this link", template="auth/mail/login_link", user=user, url=url)
    else:
        url = mailers.link(user, CLAIM)
        deliver(to=user.email, subject="Confirm your address", template="auth/mail/confirm", user=user, url=url)


@mailer
def send_proof(user_id: int) -> None:
    user = db.session.get_one(User, user_id)
    if not user.is_verified:
        url = _link(user, PROOF, "/account/proof/")
        deliver(to=user.email, subject="Is this your address?", template="auth/mail/proof", user=user, url=url)


@mailer
def send_change(user_id: int, email: str) -> None:
    """To the new address: a link, or the news that somebody wanted what is taken."""
    user = db.session.get_one(User, user_id)
    if User.is_taken(email, besides=user):
        known = db.session.scalar(select(User).where(User.email == email))
        if known:
            url = mailers.url_of("/login")
            deliver(to=email, subject="You have an account", template="auth/mail/known", user=known, url=url)
        return
    url = _link(user, EMAIL, "/account/email/", email=email)
    deliver(
        to=email, subject="Confirm your new address", template="auth/mail/change", user=user, url=url, new_email=email
    )


@mailer
def send_changed(user_id: int, before: str) -> None:
    """To the old address, so that nobody loses an account unawares."""
    user = db.session.get_one(User, user_id)
    url = _link(user, UNDO, "/email/undo/", email=before)
    deliver(to=before, subject="Your address was changed", template="auth/mail/changed", user=user, url=url)


@mailer
def send_let_go(email: str) -> None:
    """To an address with which somebody had an account who never proved it, and has no more."""
    deliver(to=email, subject="Your address is free again", template="auth/mail/let_go", email=email)


def _link(user: User, purpose: str, path: str, **bound_to: Any) -> str:
    return mailers.on_platform(path + SingleUseCode.issue(user, purpose, **bound_to))
