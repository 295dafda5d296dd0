"""Mails about accounts; links are made in the job, so that no queue ever holds a secret."""

from __future__ import annotations

from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from educrowd.blueprints.tenant.models.tenant import origin_of
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.mail import deliver, mailer

from .models import ApiKey, SingleUseCode, User
from .models.link import CLAIM, RESET


@mailer
def send_welcome(user_id: int) -> None:
    user = db.session.get_one(User, user_id)
    deliver(
        to=user.email,
        subject=f"Welcome to {here()}",
        template="auth/mail/welcome",
        user=user,
        url=url_of("/account/"),
    )


@mailer
def send_reset(email: str) -> None:
    user = db.session.scalar(User.known_as(email))
    if user is None or not user.is_active:
        return
    _send_link(user, RESET, subject="Choose a new password", template="auth/mail/reset")


@mailer
def send_confirmation(email: str, details: dict[str, Any]) -> None:
    """A link for a new address; for one that has an account, the news that it has."""
    known = db.session.scalar(User.known_as(email))
    if known and known.is_claimed:
        deliver(
            to=known.email,
            subject="You have an account",
            template="auth/mail/known",
            user=known,
            url=url_of("/login"),
        )
        return
    # Who asks is not known yet: an account that a guest has made keeps the name it was given.
    user = known or User.unclaimed(email, **details)
    _send_link(user, CLAIM, subject="Confirm your address", template="auth/mail/confirm")


@mailer
def send_first_password(user_id: int) -> None:
    """To somebody who has come by another letter's link: that this one is opened as well proves the address."""
    _send_link(db.session.get_one(User, user_id), CLAIM, subject="Confirm your address", template="auth/mail/confirm")


@mailer
def send_claim(user_id: int) -> None:
    """Invite a guest to make the account theirs."""
    user = db.session.get_one(User, user_id)
    if not user.is_claimed:
        _send_link(user, CLAIM, subject=f"Your account at {here()}", template="auth/mail/claim")


@mailer
def send_invitation(user_id: int, role: str) -> None:
    user = db.session.get_one(User, user_id)
    url, is_proven = way_in(user)
    subject = f"You are now {role} at {here()}" if user.has_come else f"{here()} asks you to join as {role}"
    deliver(
        to=user.email,
        subject=subject,
        template="auth/mail/invitation",
        user=user,
        role=role,
        url=url,
        is_proven=is_proven,
        has_come=user.has_come,
    )


def way_in(user: User) -> tuple[str, bool]:
    """Where somebody comes in who was asked to: the log-in, or a link that proves the address; and which it is."""
    is_proven = user.is_claimed and user.is_verified
    return url_of("/login") if is_proven else link(user, CLAIM), is_proven


@mailer
def send_key_made(key_id: int) -> None:
    """So that nobody has a key made in their name unawares."""
    _tell_of_key(key_id, "A new API key of yours", "auth/mail/key_made")


@mailer
def send_key_ends(key_id: int) -> None:
    """A week before its day, if it is still good."""
    _tell_of_key(key_id, "An API key of yours ends in a week", "auth/mail/key_ends")


@mailer
def send_key_revoked(key_id: int) -> None:
    """Staff have ended it."""
    _tell_of_key(key_id, "An API key of yours was revoked", "auth/mail/key_revoked", is_good=False)


def _tell_of_key(key_id: int, subject: str, template: str, *, is_good: bool = True) -> None:
    wanted = select(ApiKey).where(ApiKey.id == key_id).options(joinedload(ApiKey.user))
    key = db.session.scalar(ApiKey.usable().where(ApiKey.id == key_id) if is_good else wanted)
    if key:
        words = f"{subject}: {key.name}"
        deliver(
            to=key.user.email, subject=words, template=template, key=key, user=key.user, url=url_of("/account/keys/")
        )


def _send_link(user: User, purpose: str, *, subject: str, template: str) -> None:
    deliver(to=user.email, subject=subject, template=template, user=user, url=link(user, purpose))


def link(user: User, purpose: str) -> str:
    """Where a new code of this person sets a password."""
    return on_platform(f"/password/{SingleUseCode.issue(user, purpose)}")


def on_platform(path: str) -> str:
    """An address on the platform's own host: where whatever acts on a whole account leads, from every site."""
    return origin_of(current_app.config["BASE_DOMAIN"]) + path


def url_of(path: str) -> str:
    """The address of one of our pages on the current host, whatever name it was asked by."""
    return current.tenant.origin + path if current.tenant else on_platform(path)


def here() -> str:
    """The name of the current site, or the platform's."""
    return current.tenant.name if current.tenant else "EduCrowd"
