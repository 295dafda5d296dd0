"""A post goes out: wished for before it appears, written down when it does, mailed a batch in each run."""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy import select

from educrowd.blueprints.auth.models import User
from educrowd.core import mail
from educrowd.core.audit import audit
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Refused
from educrowd.core.jobs import job
from educrowd.core.letters import send_in_batches
from educrowd.core.limits import throttle
from educrowd.core.mail import mailer
from educrowd.core.return_paths import return_path

from ..feeds import away_from_home
from ..models import Media, Newsletter, NewsletterLetter, Post, Subscriber
from .addressing import addresses, require_offered, still_gets, words_for
from .bounces import key_of
from .subscribing import leave_link, owner_of


class SentAlready(Refused):
    """Letters are on their way, and can't be called back."""

    message = "This post has been mailed. Nobody gets it a second time."


def choose(post: Post, audience: str) -> None:
    """Say whom the post is mailed to, nobody where that is empty: when it appears, or now where it is out."""
    known = Newsletter.of(post)
    if audience == (known.audience if known else ""):
        return
    if known and known.has_begun:
        raise SentAlready()
    if not audience:
        db.session.delete(known)
        return
    require_offered(post, audience, current.user)
    Newsletter.want(post, audience)
    if post.is_published:
        begin(post)


def begin(post: Post) -> None:
    """The post is out: write down who gets it, once each, and begin to send; a second time goes on where it was."""
    newsletter = Newsletter.of(post)
    if newsletter is None:
        return
    if not newsletter.has_begun:
        newsletter.begun_at = utcnow()
        emails = addresses(post, newsletter.audience)
        Subscriber.ids_of(emails)
        NewsletterLetter.address(post.id, select(Subscriber.id).where(Subscriber.email.in_(emails)))
        audit("post.mailed", subject=post, to=words_for(newsletter.audience))
    send_newsletter.later(post.id)


def send_test(post: Post, user: User) -> None:
    """A letter to whoever looks at it before all others do."""
    throttle("20 per hour", "newsletter-test", str(user.id))
    send_test_letter.later(post.id, user.id)


@job(queue="bulk")
def send_newsletter(post_id: int) -> None:
    """Send the next letters."""
    send_in_batches(send_newsletter, post_id, partial(_send_next, post_id))


@mailer
def send_test_letter(post_id: int, user_id: int) -> None:
    """The saved text, to one person."""
    post, reader = db.session.get(Post, post_id), db.session.get_one(User, user_id)
    if post and post.editable_by(reader):
        said = _contents(post, reader)
        mail.deliver(to=reader.email, subject=f"[Test] {post.title}", template="blog/mail/newsletter", **said)


def letter_html(post: Post) -> str:
    """The letter as it will be read."""
    return mail.compose("blog/mail/newsletter", subject=post.title, **_contents(post, None))


def _send_next(post_id: int) -> NewsletterLetter | None:
    newsletter = db.session.get(Newsletter, post_id)
    if newsletter is None or not newsletter.post.is_published:
        return None
    letter = NewsletterLetter.next_waiting(post_id)
    if letter is None:
        return None
    subscriber = db.session.get_one(Subscriber, letter.subscriber_id)
    if not still_gets(newsletter, subscriber):
        return letter.become("left")
    letter.hand_over(partial(_mail, newsletter.post, subscriber))
    Media.note_mailed(newsletter.post.body_html)
    if letter.state == "bounced":
        subscriber.bounce(letter.reason, is_hard=not letter.tries)
    return letter


def _mail(post: Post, subscriber: Subscriber) -> str:
    leave_url = leave_link(subscriber, post.id)
    return mail.deliver(
        to=subscriber.email,
        subject=post.title,
        template="blog/mail/newsletter",
        message_key=f"newsletter:{post.id}:{subscriber.id}",
        return_path=return_path(key_of(post.id, subscriber.id)),
        extra_headers=_list_headers(leave_url),
        **_contents(post, owner_of(subscriber), leave_url),
    )


def _list_headers(leave_url: str) -> dict[str, str]:
    """What mail programs file letters by, and show their own button for."""
    host = f"{current.tenant.slug}.{mail.base_domain()}"
    return {
        "List-Id": f"<newsletter.{host}>",
        "List-Unsubscribe": f"<{leave_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _contents(post: Post, reader: User | None, leave_url: str = "") -> dict[str, Any]:
    key = f"?key={post.key_for(reader.id)}" if reader and post.is_gated else ""
    origin = current.tenant.origin
    post_url = f"{origin}/blog/{post.slug}{key}"
    return {
        "post": post,
        "html": away_from_home(post.body_html, post_url),
        "post_url": post_url,
        "leave_url": leave_url,
        "choose_url": f"{origin}/account/letters" if reader else "",
    }
