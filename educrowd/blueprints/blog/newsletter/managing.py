"""What the staff does with subscribers."""

from __future__ import annotations

from educrowd.blueprints.auth import names
from educrowd.core.audit import audit
from educrowd.core.db import db
from educrowd.core.errors import Refused

from ..models import Subscriber
from .mailers import send_confirmation


class Closed(Refused):
    """Nobody but its owner opens an address again."""

    message = "This address left, complained, or takes no letters. Its owner alone can subscribe it again."


def add(email: str, *, name: str = "", consent: str = "") -> Subscriber:
    """Put an address on the list; without words on how its owner agreed, they are asked by a letter."""
    subscriber = Subscriber.known(names.email_address(email), name=name, source="staff")
    if subscriber.is_closed:
        raise Closed()
    if subscriber.is_confirmed:
        return subscriber
    if consent:
        subscriber.confirm(source="staff", consent=consent)
    else:
        subscriber.state = "pending"
        send_confirmation.later(subscriber.email, "staff", name)
    audit("newsletter.added", is_asked=not consent)
    return subscriber


def remove(subscriber: Subscriber) -> None:
    """Forget an address, and which letters went to it."""
    audit("newsletter.removed", state=subscriber.state)
    db.session.delete(subscriber)
