"""An update goes out: one letter for everybody it is for, a batch in each run."""

from __future__ import annotations

from functools import partial
from typing import Any

from educrowd.core import mail, people, unsubscribing
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.letters import send_in_batches
from educrowd.core.mail import mailer

from .feeds import away_from_home
from .models import Letter, Media, Post


def address_letters(post: Post) -> None:
    """Write down who gets it, once each, and begin to send."""
    if post.subject is None:
        return
    Letter.address(post.id, post.readers())
    send_letters.later(post.id)


@mailer
def send_letters(post_id: int) -> None:
    """Send the next letters."""
    send_in_batches(send_letters, post_id, partial(_send_next, post_id))


def letter_html(post: Post, user_id: int | None = None) -> str:
    """The letter as it will be read; without a reader, as its author sees it beforehand."""
    return mail.compose("blog/mail/update", subject=post.title, **_contents(post, user_id))


def _send_next(post_id: int) -> Letter | None:
    post, letter = db.session.get(Post, post_id), Letter.next_waiting(post_id)
    if post is None or not post.is_published or letter is None:
        return None
    reader = people.acting(letter.user_id)
    if not reader.is_authenticated or unsubscribing.has_left(letter.user_id, post.topic):
        return letter.become("left")
    letter.hand_over(partial(_mail, post, reader))
    Media.note_mailed(post.body_html)
    return letter


def _mail(post: Post, reader: Any) -> str:
    return mail.deliver(
        to=reader.email,
        subject=post.title,
        template="blog/mail/update",
        message_key=f"post:{post.id}:{reader.id}",
        extra_headers=unsubscribing.headers(reader.id, post.topic),
        **_contents(post, reader.id),
    )


def _contents(post: Post, user_id: int | None) -> dict:
    key = f"?key={post.key_for(user_id)}" if user_id and post.is_gated else ""
    post_url = f"{current.tenant.origin}/blog/{post.slug}{key}"
    return {
        "post": post,
        "html": away_from_home(post.body_html, post_url),
        "post_url": post_url,
        "subject_url": current.tenant.origin + post.subject_page,
        "leave_url": unsubscribing.link(user_id, post.topic) if user_id else "",
    }
