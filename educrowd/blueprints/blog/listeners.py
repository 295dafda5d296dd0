"""What follows when something has happened in the blog."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from educrowd.core.db import db
from educrowd.core.mail_events import letter_reported
from educrowd.core.returned_mail import letter_returned

from .mailing import address_letters
from .mentions import sending
from .models import Letter, Page, Post
from .newsletter import bounces
from .newsletter.sending import begin
from .pages.menus import follow
from .publishing import publish_due_posts, withdraw_outstayed_posts
from .signals import (
    page_changed,
    post_deleted,
    post_leaving,
    post_published,
    post_scheduled,
    post_unpublished,
    post_updated,
)


@post_scheduled.connect
def promise(_sender: Any, *, at: datetime, **_: Any) -> None:
    """See that it appears on time; a promise outdated by another date finds nothing due."""
    publish_due_posts.later(_at=at)


@post_leaving.connect
def promise_to_withdraw(_sender: Any, *, at: datetime, **_: Any) -> None:
    """See that it leaves on time; a promise outdated by another date finds nothing outstayed."""
    withdraw_outstayed_posts.later(_at=at)


@post_published.connect
def mail_it(_sender: Any, *, post_id: int, **_: Any) -> None:
    """An update is a letter, too, and any post may go out as a newsletter: who has the one does not get the other."""
    post = db.session.get_one(Post, post_id)
    address_letters(post)
    begin(post)


@post_published.connect
@post_unpublished.connect
def tell_of_its_links(_sender: Any, *, post_id: int, **_: Any) -> None:
    """Pages that it links to are told that it does, or does no more."""
    sending.announce(db.session.get_one(Post, post_id), is_new=True)


@post_updated.connect
def tell_of_its_links_anew(_sender: Any, *, post_id: int, **_: Any) -> None:
    sending.announce(db.session.get_one(Post, post_id), is_new=False)


@post_deleted.connect
def tell_of_its_end(_sender: Any, *, post_id: int, **_: Any) -> None:
    sending.take_back(db.session.get_one(Post, post_id))


@page_changed.connect
def keep_menus_true(_sender: Any, *, page_id: int, path: str) -> None:
    """Menus lead to where a page is now, and not to what nobody may read."""
    follow(path, db.session.get(Page, page_id))


@letter_reported.connect
def note_report(_sender: Any, *, message_id: str, event: str, reason: str) -> None:
    """A mail provider says what became of a letter."""
    Letter.report(message_id, event, reason)
    bounces.note_event(message_id, event, reason)


@letter_returned.connect
def note_returned(_sender: Any, *, key: str, kind: str, reason: str) -> None:
    """A letter came back to its return path."""
    bounces.note_returned(key, kind, reason)
