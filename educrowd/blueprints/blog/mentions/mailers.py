"""Letters about webmentions that wait."""

from __future__ import annotations

from sqlalchemy import select

from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from educrowd.core.mail import mailer

from ..comments.mailers import keepers, tell
from ..models import Mention, Post


@mailer
def tell_of_mentions(post_id: int) -> None:
    """Gather what waits below a post, and promise a letter to whoever keeps order there."""
    new = select(Mention).where(Mention.post_id == post_id, Mention.told_at.is_(None), Mention.status == "held")
    mentions = db.session.scalars(new.order_by(Mention.id).with_for_update(skip_locked=True)).all()
    for mention in mentions:
        mention.told_at = utcnow()
    post = db.session.get(Post, post_id)
    for reader_id in keepers(post) if post and mentions else ():
        send_new_mentions.later(post_id, [mention.id for mention in mentions], reader_id)


@mailer
def send_new_mentions(post_id: int, mention_ids: list[int], reader_id: int) -> None:
    """One letter about all of them that still wait."""
    waiting = select(Mention).where(Mention.id.in_(mention_ids), Mention.status == "held")
    mentions = db.session.scalars(waiting.order_by(Mention.id)).all()
    post = db.session.get(Post, post_id)
    if not (post and mentions):
        return
    count = "Another site mentions" if len(mentions) == 1 else f"{len(mentions)} mentions of"
    studio_url = f"{current.tenant.origin}/studio/posts/mentions"
    subject = f"{count} “{post.title}”"
    tell(reader_id, f"post-comments:{post_id}", subject, "new_mentions", post=post, mentions=mentions,
         studio_url=studio_url)  # fmt: skip
