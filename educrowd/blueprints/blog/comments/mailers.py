"""Letters about comments: new ones to those who keep order, answers to those who asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from educrowd.blueprints.auth.models import User
from educrowd.core import mail, people, unsubscribing
from educrowd.core.comments.forms import REASON_WORDS
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from educrowd.core.mail import mailer

from ..models import Post, PostComment, PostCommentReport


@mailer
def tell_of_comments(post_id: int) -> None:
    """Gather what is new below a post, and promise a letter to whoever keeps order there."""
    new = select(PostComment).where(PostComment.post_id == post_id, PostComment.told_at.is_(None))
    new = new.where(PostComment.status.in_(("held", "published"))).order_by(PostComment.id)
    comments = db.session.scalars(new.with_for_update(skip_locked=True)).all()
    for comment in comments:
        comment.told_at = utcnow()
    for reader_id in keepers(db.session.get_one(Post, post_id)) if comments else ():
        send_new_comments.later(post_id, [comment.id for comment in comments], reader_id)


@mailer
def send_new_comments(post_id: int, comment_ids: list[int], reader_id: int) -> None:
    """One letter about all of them, without the reader's own."""
    is_foreign = PostComment.author_id.is_distinct_from(reader_id)
    wanted = select(PostComment).where(PostComment.id.in_(comment_ids), is_foreign)
    present = wanted.where(PostComment.status.in_(("held", "published"))).order_by(PostComment.id)
    comments = db.session.scalars(present).all()
    post = db.session.get(Post, post_id)
    if comments and post:
        studio_url = f"{current.tenant.origin}/studio/posts/comments"
        subject = _subject(post, comments)
        tell(reader_id, f"post-comments:{post_id}", subject, "new_comments", post=post, comments=comments,
              studio_url=studio_url)  # fmt: skip


@mailer
def tell_of_answer(comment_id: int) -> None:
    """Promise a letter to whoever was answered; once."""
    answer = db.session.scalar(select(PostComment).where(PostComment.id == comment_id).with_for_update())
    if answer is None or not answer.is_published or answer.answer_told_at or not answer.parent_id:
        return
    answer.answer_told_at = utcnow()
    asked = db.session.get(PostComment, answer.parent_id)
    if asked and asked.author_id and asked.is_published and asked.author_id != answer.author_id:
        send_answer.later(answer.id, asked.author_id)


@mailer
def send_answer(comment_id: int, reader_id: int) -> None:
    """Show somebody what was answered, if they may still read there."""
    answer = db.session.get(PostComment, comment_id)
    if answer is None or not answer.visible_to(people.acting(reader_id)):
        return
    post = answer.post
    subject = f"{answer.author_name} answered below “{post.title}”"
    origin = current.tenant.origin
    urls = {
        "comment_url": origin + answer.path,
        "answer_url": f"{origin}/blog/{post.slug}/comments/new?parent={answer.id}",
    }
    tell(reader_id, f"post-answers:{post.id}", subject, "comment_answered", post=post, answer=answer, **urls)


@mailer
def send_comment_reported(comment_id: int) -> None:
    """Tell those who keep order, the staff included, that somebody objects to a comment."""
    comment = db.session.get(PostComment, comment_id)
    if comment is None or not comment.has_open_reports:
        return
    staff = db.session.scalars(User.able_to("posts.manage")).all()
    for reader_id in sorted({*keepers(comment.post), *(person.id for person in staff)}):
        send_report.later(comment.id, reader_id)


@mailer
def send_report(comment_id: int, reader_id: int) -> None:
    """Show one of them what is reported, and why."""
    comment = db.session.get(PostComment, comment_id)
    if comment is None:
        return
    mail.deliver(
        to=db.session.get_one(User, reader_id).email,
        subject=f"A comment below “{comment.post.title}” was reported",
        template="blog/mail/comment_reported",
        comment=comment,
        reports=PostCommentReport.on([comment])[comment.id],
        words=REASON_WORDS,
        studio_url=f"{current.tenant.origin}/studio/posts/comments?view=reported",
    )


def keepers(post: Post) -> list[int]:
    """The ids of those of its authors who keep order below it, or of the editors where none of them may any longer."""
    authors = {post.author_id, *(author.user_id for author in post.authors)} - {None}
    if able := sorted(id for id in authors if post.moderatable_by(people.acting(id))):
        return able
    return [person.id for person in db.session.scalars(User.able_to("posts.manage"))]


def _subject(post: Post, comments: Sequence[PostComment]) -> str:
    count = f"{len(comments)} new comments" if len(comments) > 1 else "A new comment"
    return f"{count} below “{post.title}”"


def tell(reader_id: int, topic: str, subject: str, template: str, **context: Any) -> None:
    reader = people.acting(reader_id)
    if not reader.is_authenticated or unsubscribing.has_left(reader.id, topic):
        return
    mail.deliver_if_taken(
        to=reader.email,
        subject=subject,
        template=f"blog/mail/{template}",
        **unsubscribing.way_out(reader.id, topic),
        **context,
    )
