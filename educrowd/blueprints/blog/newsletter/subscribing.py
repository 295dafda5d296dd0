"""Asking for the newsletter, confirming it, and leaving it again."""

from __future__ import annotations

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from educrowd.blueprints.auth import names
from educrowd.blueprints.auth.models import User
from educrowd.core import unsubscribing
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.jobs import job
from educrowd.core.limits import address, throttle

from ..models import NewsletterLetter, Subscriber
from .mailers import send_confirmation
from .offering import NotOffered, takes_subscribers

# What an account leaves that wants no letters to members either.
TOPIC = "newsletter"


def ask(email: str, *, trap: str = "") -> bool:
    """Ask for the newsletter: the answer is the same for every address, the letter to it says the rest.

    Whoever is signed in under this address, and has proven it, needs no letter: True. Programs alone fill in `trap`.
    """
    if not takes_subscribers():
        raise NotOffered()
    email = names.email_address(email)
    throttle("20 per hour", "newsletter", address())
    throttle("5 per day", f"newsletter-to:{current.tenant_id}", email)
    if trap:
        return False
    if current.user.is_authenticated and current.user.is_verified and current.user.email == email:
        subscribe(current.user)
        return True
    send_confirmation.later(email)
    return False


def subscribe(user: User) -> Subscriber:
    """Somebody whose address is proven wants it."""
    subscriber = Subscriber.known(user.email, source="account")
    subscriber.confirm(source="account")
    unsubscribing.come_back(user.id, TOPIC)
    return subscriber


def confirm(code: str) -> Subscriber | None:
    """Take the code of a letter, once; None where it is not good."""
    subscriber = Subscriber.redeem(code)
    if subscriber and (owner := owner_of(subscriber)):
        unsubscribing.come_back(owner.id, TOPIC)
    return subscriber


def leave(subscriber: Subscriber, post_id: int | None = None) -> None:
    """No more newsletters to this address; `post_id` is the letter that it was left through."""
    if post_id and not subscriber.is_closed:
        NewsletterLetter.note_leaving(post_id, subscriber.id)
    subscriber.leave()
    if owner := owner_of(subscriber):
        unsubscribing.leave(owner.id, TOPIC)


def come_back(subscriber: Subscriber) -> None:
    """Whoever left by mistake has it again."""
    subscriber.come_back()
    if owner := owner_of(subscriber):
        unsubscribing.come_back(owner.id, TOPIC)


def complain(subscriber: Subscriber) -> None:
    """Its owner called a letter spam: nothing goes there any more."""
    subscriber.complain()
    if owner := owner_of(subscriber):
        unsubscribing.leave(owner.id, TOPIC)


def owner_of(subscriber: Subscriber) -> User | None:
    """The account behind an address."""
    return db.session.scalar(User.known_as(subscriber.email))


def leave_link(subscriber: Subscriber, post_id: int) -> str:
    """Where this address leaves; who holds the link needs no log-in."""
    return f"{current.tenant.origin}/unsubscribe/newsletter/{_signer().dumps([subscriber.id, post_id])}"


def behind_link(token: str) -> tuple[int, int] | None:
    """The ids of the subscriber and the post that a link means; None where it is not ours."""
    try:
        subscriber_id, post_id = _signer().loads(token)
    except BadSignature:
        return None
    return subscriber_id, post_id


@job(queue="bulk")
def forget_unconfirmed() -> None:
    """What somebody typed and nobody confirmed is not kept."""
    Subscriber.forget_unconfirmed()


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=f"newsletter-{current.tenant.id}")
