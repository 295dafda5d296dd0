"""What comes back of the newsletter: addresses that take no letters get none, nor does whoever calls one spam."""

from __future__ import annotations

import re

from sqlalchemy import select

from educrowd.core.db import db, utcnow
from educrowd.core.returned_mail import COMPLAINT, HARD

from ..models import NewsletterLetter, Subscriber
from . import subscribing

KEY = re.compile(r"newsletter-(\d{1,18})-(\d{1,18})\Z")
# How a mail provider calls what came of a letter.
EVENTS = {"bounced": HARD, "soft_bounced": "soft", "complained": COMPLAINT}


def key_of(post_id: int, subscriber_id: int) -> str:
    """How the return path of a letter calls it."""
    return f"newsletter-{post_id}-{subscriber_id}"


def note_returned(key: str, kind: str, reason: str) -> None:
    """A message came back to a letter's return path; those of other modules are theirs."""
    if found := KEY.match(key):
        _note(int(found[1]), int(found[2]), kind, reason)


def note_event(message_id: str, event: str, reason: str) -> None:
    """A mail provider says what became of a letter."""
    letter = NewsletterLetter.sent_as(message_id)
    if letter is None:
        return
    if event in EVENTS:
        _note(letter.post_id, letter.subscriber_id, EVENTS[event], reason)
    elif letter.state == "sent":
        letter.become("delivered", message_id=message_id)
        db.session.get_one(Subscriber, letter.subscriber_id).soft_bounces = 0


def _note(post_id: int, subscriber_id: int, kind: str, reason: str) -> None:
    letter = db.session.get(NewsletterLetter, (post_id, subscriber_id), with_for_update=True)
    subscriber = db.session.scalar(select(Subscriber).where(Subscriber.id == subscriber_id).with_for_update())
    if subscriber is None or letter is None:
        return
    if kind == COMPLAINT:
        letter.complained_at = letter.complained_at or utcnow()
        subscribing.complain(subscriber)
    elif letter.come_back(reason):
        subscriber.bounce(reason, is_hard=kind == HARD)
