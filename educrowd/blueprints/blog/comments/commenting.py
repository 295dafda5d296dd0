"""Writing below a post: judged, signed, told to those who wait for it; reported and moderated."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from educrowd.core.comments import blocked_words, judge, keeping, note_report
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Invalid, Refused
from educrowd.core.jobs import job
from educrowd.core.limits import address, throttle

from ..models import Post, PostComment, PostCommentReport
from ..signals import comment_written
from .mailers import send_comment_reported, tell_of_answer, tell_of_comments

# New comments are gathered for a while, so that a busy evening is a few letters and not a hundred.
GATHER = timedelta(minutes=15)
# Answers stand no further in than a phone has room for; deeper ones stand beside what they answer.
DEEPEST = 3
CLOSED = {"off": "Comments are closed here.", "members": "Only members of this site write here."}


class NotTaken(Refused):
    """This person may not write here."""

    code = "forbidden"
    status = 403


def write_comment(
    post: Post, author: Any, body: str, *, name: str = "", parent: PostComment | None = None, trap: str = ""
) -> PostComment:
    """Take a comment; it appears at once, or waits until somebody has looked at it. Visitors give a `name`."""
    if not post.takes_comments_from(author):
        raise NotTaken(CLOSED.get(post.comments_from, "You can’t read all of this post yet."))
    _require_answerable(post, parent)
    place, signed = place_below(parent), signature(post, author, name)
    who = {name: signed[name] for name in ("author_id", "author_name")}
    if again := PostComment.just_written(post, body=body, parent_id=place.get("parent_id"), **who):
        return again
    _throttle(author)
    is_known = author.is_authenticated and (signed["author_role"] != "" or PostComment.has_one_by(author))
    verdict = judge(body, is_known=is_known, blocked_words=blocked_words(), trap=trap)
    comment = PostComment(post=post, body=body, status=verdict.status, because=verdict.because, **signed, **place)
    db.session.add(comment)
    db.session.flush()
    _announce(comment)
    return comment


def signature(post: Post, author: Any, name: str = "") -> dict[str, Any]:
    """Name, face and role under which this person writes here."""
    if not author.is_authenticated:
        return {"author_id": None, "author_name": name, "author_face": f"guest {name}", "author_role": "guest"}
    role = "author" if post.is_written_by(author) else "team" if post.moderatable_by(author) else ""
    return {"author_id": author.id, "author_name": author.name, "author_face": str(author.id), "author_role": role}


def place_below(parent: PostComment | None) -> dict[str, Any]:
    """Where an answer to this comment stands."""
    if parent is None:
        return {}
    is_too_deep = parent.depth >= DEEPEST
    answered, depth = (parent.parent_id, parent.depth) if is_too_deep else (parent.id, parent.depth + 1)
    return {"thread_id": parent.thread_id or parent.id, "parent_id": answered, "depth": depth}


def moderate(comment: PostComment, verb: str, *, by: Any) -> None:
    """Do one of `VERBS`, and tell those who wait for what has now appeared."""
    keeping.moderate(comment, verb, subject=comment.post, by=by)
    if comment.is_published:
        tell_of_answer.later(comment.id)


def withdraw_comment(comment: PostComment) -> None:
    """Its author takes it back."""
    keeping.withdraw(comment, subject=comment.post)


def report_comment(comment: PostComment, *, reporter: str, reason: str, words: str = "") -> None:
    """Say that a comment should not be there; a second word of the same reader changes nothing."""
    if note_report(PostCommentReport, comment, reporter=reporter, reason=reason, words=words):
        send_comment_reported.later(comment.id)


@job(queue="bulk")
def forget_deleted_comments() -> None:
    """What was thrown away a month ago is gone for good."""
    keeping.forget_deleted(PostComment)


def _require_answerable(post: Post, parent: PostComment | None) -> None:
    if parent is not None and not (parent.post_id == post.id and parent.is_published):
        raise Invalid("parent_id", "Answer a comment that stands here.")


def _throttle(author: Any) -> None:
    who = str(author.id) if author.is_authenticated else address()
    for rate in ("6 per minute", "60 per hour") if author.is_authenticated else ("3 per minute", "20 per hour"):
        throttle(rate, "comment", who)


def _announce(comment: PostComment) -> None:
    if comment.status != "hidden":
        comment_written.send(comment_id=comment.id)
    if comment.is_by_team:
        comment.told_at = utcnow()
    elif comment.status != "hidden":
        tell_of_comments.later(comment.post_id, _at=utcnow() + GATHER)
    if comment.is_published and comment.parent_id:
        tell_of_answer.later(comment.id)
