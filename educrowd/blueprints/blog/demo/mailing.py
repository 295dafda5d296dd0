"""Who gets the newsletter of a demonstration site, and what became of the posts that were mailed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy import insert, select

from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from educrowd.core.registry import DemoSite

from ..models import Newsletter, NewsletterLetter, Post, Subscriber

FIRST = ("Agnes", "Bilal", "Clara", "Diego", "Esme", "Fredrik", "Gita", "Hassan", "Iris", "Jonah", "Kirsten", "Lior")
LAST = ("Abara", "Bergmann", "Castro", "Dolan", "Eriksen", "Fontaine")
STATES = ("confirmed",) * 15 + ("pending", "unsubscribed", "bounced", "confirmed", "complained")
SOURCES = {
    "form": "",
    "import": "Signed up at the open house.",
    "staff": "Asked by letter.",
}
# How many addresses each site has, and the beginnings of the titles that were mailed to them.
LISTS = {
    "demo": (64, ("Open Sky Nights", "How we grade")),
    "atelier": (32, ("The press is older",)),
    "nell": (48, ("The hour before", "A letter to a reader")),
}


def gather_subscribers(slug: str) -> None:
    """Addresses in every state; most came by the form."""
    dice = Random(f"subscribers of {slug}")
    db.session.execute(insert(Subscriber), [_subscriber(slug, number, dice) for number in range(LISTS[slug][0])])


def mail_posts(site: DemoSite) -> None:
    """Written as rows: nothing is sent to addresses that don't exist."""
    for title in LISTS[site.slug][1]:
        post = db.session.scalars(select(Post).where(Post.title.startswith(title))).one()
        asked = {"asked_by": site.editor.id, "asked_by_name": site.editor.name}
        db.session.add(Newsletter(post=post, audience="subscribers", begun_at=post.published_at, **asked))
        db.session.flush()
        db.session.execute(insert(NewsletterLetter), list(_letters(post)))


def _subscriber(slug: str, number: int, dice: Random) -> dict[str, Any]:
    name = f"{FIRST[number % len(FIRST)]} {LAST[number // len(FIRST) % len(LAST)]}"
    state, source = STATES[number % len(STATES)], dice.choice(["form", "form", "form", "import", "staff"])
    when = utcnow() - timedelta(days=dice.randint(12, 140), minutes=dice.randint(0, 1440))
    is_new = state == "pending"
    return {
        "email": f"{name.lower().replace(' ', '.')}@{slug}.example",
        "name": name if number % 3 else "",
        "state": state,
        "source": "form" if is_new else source,
        "consent": "" if is_new else SOURCES[source],
        "confirmed_at": None if is_new else when,
        "left_at": when + timedelta(days=9) if state in ("unsubscribed", "complained") else None,
        "reason": "550 5.1.1 No such mailbox" if state == "bounced" else "",
        "created_at": utcnow() - timedelta(days=2) if is_new else when,
        "updated_at": utcnow() - timedelta(days=2) if is_new else when,
    }


def _letters(post: Post) -> Iterator[dict[str, Any]]:
    """One to everybody who is on the list, and to those who left through it."""
    assert post.published_at
    sent_at = post.published_at + timedelta(minutes=3)
    subscribers = db.session.scalars(select(Subscriber).where(Subscriber.state != "pending").order_by(Subscriber.id))
    for subscriber in subscribers:
        has_bounced = subscriber.state == "bounced"
        yield {
            "post_id": post.id,
            "subscriber_id": subscriber.id,
            "state": "bounced" if has_bounced else "delivered",
            "reason": subscriber.reason,
            "message_id": None if has_bounced else f"<{post.id}.{subscriber.id}@{current.tenant.slug}.example>",
            "tries": 1,
            "changed_at": sent_at,
            "unsubscribed_at": sent_at + timedelta(hours=2) if subscriber.state == "unsubscribed" else None,
            "complained_at": sent_at + timedelta(hours=5) if subscriber.state == "complained" else None,
        }
