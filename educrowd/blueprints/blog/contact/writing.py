"""A message to the site: judged, kept, and told to its staff."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select

from educrowd.core.comments import blocked_words, judge
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Refused
from educrowd.core.jobs import job
from educrowd.core.limits import address, throttle

from ..models import ContactMessage
from ..models.contact_message import is_open
from .mailers import tell_of_message

NAME, EMAIL, BODY = 100, 254, 5_000
KEPT = timedelta(days=30)
SAME = timedelta(hours=1)
# From one address, and to one site from everywhere: nobody's mailbox is flooded.
RATES = ("3 per minute", "10 per hour")
RATE_OF_A_SITE = "100 per hour"


class Closed(Refused):
    code = "forbidden"
    status = 403
    message = "This site has no contact form."


def write(*, name: str, email: str, body: str, trap: str = "") -> ContactMessage:
    """Keep a message; its staff gets a letter unless it looks like spam. The same words again are no second one."""
    if not is_open():
        raise Closed()
    if again := _just_written(email, body):
        return again
    for rate in RATES:
        throttle(rate, "contact", address())
    throttle(RATE_OF_A_SITE, "contact a site", str(current.tenant_id))
    verdict = judge(f"{name}\n{body}", is_known=True, blocked_words=blocked_words(), trap=trap)
    state = "unread" if verdict.status == "published" else "held"
    message = ContactMessage(
        name=name, email=email, body=body, user_id=current.user.id, state=state, because=verdict.because
    )
    db.session.add(message)
    db.session.flush()
    if message.is_unread:
        tell_of_message.later(message.id)
    return message


def handle(message: ContactMessage, state: str, *, by: Any) -> None:
    """Note that it is read, answered, deleted or no spam."""
    if state != message.state:
        message.become(state, by=by)


@job(queue="bulk")
def forget_deleted_messages() -> None:
    """What was thrown away a month ago is gone for good."""
    old = delete(ContactMessage).where(ContactMessage.state == "deleted", ContactMessage.handled_at < utcnow() - KEPT)
    db.session.execute(old)


def _just_written(email: str, body: str) -> ContactMessage | None:
    same = select(ContactMessage).where(ContactMessage.email == email, ContactMessage.body == body)
    return db.session.scalars(same.where(ContactMessage.created_at > utcnow() - SAME).limit(1)).one_or_none()
