"""An update goes out: one letter for everybody it is for, a batch in each run."""

from __future__ import annotations

import smtplib
from datetime import timedelta

from educrowd.core import mail, people, unsubscribing
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from educrowd.core.mail import mailer

from .feeds import away_from_home
from .models import Letter, Post

BATCH = 50
PATIENCE = timedelta(minutes=10)


def address_letters(post: Post) -> None:
    """Write down who gets it, once each, and begin to send."""
    if post.subject is None:
        return
    Letter.address(post.id, post.readers())
    send_letters.later(post.id)


@mailer
def send_letters(post_id: int) -> None:
    """Send the next letters; each is noted in a transaction of its own, so that none goes out twice."""
    for _ in range(BATCH):
        post, letter = db.session.get(Post, post_id), Letter.next_waiting(post_id)
        if post is None or not post.is_published or letter is None:
            return
        _send(post, letter)
        is_put_off = letter.state == "waiting"
        db.session.commit()
        if is_put_off:
            send_letters.later(post_id, _at=utcnow() + PATIENCE)
            return
    send_letters.later(post_id)


def letter_html(post: Post, user_id: int | None = None) -> str:
    """The letter as it will be read; without a reader, as its author sees it beforehand."""
    return mail.compose("blog/mail/update", subject=post.title, **_contents(post, user_id))


def _send(post: Post, letter: Letter) -> None:
    reader = people.acting(letter.user_id)
    if not reader.is_authenticated or unsubscribing.has_left(letter.user_id, post.topic):
        letter.become("left")
        return
    try:
        message_id = mail.deliver(
            to=reader.email,
            subject=post.title,
            template="blog/mail/update",
            message_key=f"post:{post.id}:{letter.user_id}",
            extra_headers=unsubscribing.headers(letter.user_id, post.topic),
            **_contents(post, letter.user_id),
        )
    except mail.Bounced as bounce:
        letter.become("bounced", str(bounce)[:500])
    except smtplib.SMTPRecipientsRefused as refusal:
        letter.put_off(str(refusal)[:500])
    else:
        letter.become("delivered" if mail.is_mailbox() else "sent", message_id=message_id)


def _contents(post: Post, user_id: int | None) -> dict:
    key = f"?key={post.key_for(user_id)}" if user_id and post.is_gated else ""
    return {
        "post": post,
        "html": away_from_home(post.body_html, current.tenant.origin),
        "post_url": f"{current.tenant.origin}/blog/{post.slug}{key}",
        "subject_url": current.tenant.origin + post.subject_page,
        "leave_url": unsubscribing.link(user_id, post.topic) if user_id else "",
    }
