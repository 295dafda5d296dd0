"""Whom a post may be mailed to, and who they are at this moment: each address once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, select, union

from educrowd.blueprints.auth.models import User
from educrowd.core import unsubscribing
from educrowd.core.audiences import Audience, choices
from educrowd.core.db import db
from educrowd.core.errors import Invalid

from ..models import Letter, Newsletter, Post, Subscriber
from .subscribing import TOPIC, owner_of

SUBSCRIBERS, ALL, MEMBERS = "subscribers", "all", "members"
WORDS = {SUBSCRIBERS: "Subscribers", ALL: "Subscribers and members"}


def offered(post: Post, user: Any) -> dict[str, dict[str, str]]:
    """What may be chosen, in groups; a post that is for some alone goes to nobody else."""
    if post.readership:
        return {post.readership.title: {str(post.readership): post.readership.name}}
    return {"Newsletter": WORDS, **choices(user)}


def require_offered(post: Post, audience: str, user: Any) -> None:
    """Refuse what is not offered for this post."""
    if audience not in {one for listed in offered(post, user).values() for one in listed}:
        raise Invalid("audience", "This post can’t be mailed to them: choose among those that are offered.")


def words_for(audience: str) -> str:
    """Who they are."""
    found = Audience.read(audience)
    return WORDS.get(audience) or (found.name if found else "Nobody any more")


def addresses(post: Post, audience: str) -> Select[Any]:
    """The addresses that get it; backers who have the same post as an update do not get it twice."""
    parts = []
    if audience in WORDS:
        parts.append(select(Subscriber.email).where(Subscriber.state == "confirmed"))
    if found := accounts_of(audience):
        wants = User.is_active, User.id.not_in(unsubscribing.gone(TOPIC))
        parts.append(select(User.email).where(User.id.in_(found.people()), *wants))
    all_of_them = union(*parts).subquery()
    had = select(User.email).where(User.id.in_(select(Letter.user_id).where(Letter.post_id == post.id)))
    email = all_of_them.c.email
    return select(email).where(email.not_in(Subscriber.closed()), email.not_in(had))


def count_of(post: Post, audience: str) -> int:
    return db.session.scalar(select(func.count()).select_from(addresses(post, audience).subquery())) or 0


def accounts_of(audience: str) -> Audience | None:
    """The people with accounts among them; none where it is for subscribers alone."""
    return Audience.read(MEMBERS if audience == ALL else audience)


def still_gets(newsletter: Newsletter, subscriber: Subscriber) -> bool:
    """Whether a letter that was written down is still to go out: asked right before it does."""
    gate = newsletter.post.readership
    if subscriber.is_closed:
        return False
    if subscriber.is_confirmed and newsletter.audience in WORDS and gate is None:
        return True
    reader, found = owner_of(subscriber), accounts_of(newsletter.audience)
    if reader is None or found is None or unsubscribing.has_left(reader.id, TOPIC):
        return False
    return found.has(reader.id) and (gate is None or gate.has(reader.id))
