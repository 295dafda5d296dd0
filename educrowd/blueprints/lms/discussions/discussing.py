"""Asking about a lesson and answering: judged, signed, told to those who wait for it; accepted and moderated."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, or_

from educrowd.blueprints.auth.models.user import User
from educrowd.core.audit import audit
from educrowd.core.comments import PAST, blocked_words, judge, note_report
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Invalid, Refused
from educrowd.core.jobs import job
from educrowd.core.limits import throttle

from ..models import Course, DiscussionPost, DiscussionReport
from ..models.discussion import INSTRUCTOR, STAFF
from ..models.teamed import EDITS
from .mailers import send_post_reported, tell_of_answer, tell_of_posts
from .reading import may_discuss

# New posts are gathered for a while, so that a busy evening is a few letters and not a hundred.
GATHER = timedelta(minutes=15)
KEEP_DELETED = timedelta(days=30)


class NotTaken(Refused):
    """This person may not write here."""

    code = "forbidden"
    status = 403


def ask(course: Course, lesson: Any, author: User, body: str, *, trap: str = "") -> DiscussionPost:
    """Take a question about a lesson; it appears at once, or waits until somebody has looked at it."""
    about = {"lesson_uid": lesson.uid, "lesson_title": lesson.title}
    return _write(course, author, body, trap, parent_id=None, **about)


def answer(question: DiscussionPost, author: User, body: str, *, trap: str = "") -> DiscussionPost:
    """Take an answer; where nothing answers the question yet, a teacher's does."""
    if not (question.is_question and question.is_published):
        raise Invalid("parent_id", "Answer a question that stands here.")
    about = {"lesson_uid": question.lesson_uid, "lesson_title": question.lesson_title}
    written = _write(question.course, author, body, trap, parent_id=question.id, **about)
    if written.is_by_team and written.is_published and not question.is_answered:
        accept(written, by=author)
    return written


def accept(post: DiscussionPost, *, by: User) -> None:
    """Mark a question answered, by this answer: whoever asked and whoever teaches may."""
    if post.is_question or not post.is_published:
        raise Invalid(None, "Choose an answer that stands here.")
    post.accept(by=by)
    db.session.flush()


def moderate(post: DiscussionPost, verb: str, *, by: User) -> None:
    """Do one of `VERBS`, note who did it, and tell those who wait for what has now appeared."""
    if verb not in PAST:
        raise Invalid("verb", "Approve it, hide it, delete it, or undo the last of these.")
    getattr(post, verb)(by=by)
    db.session.flush()
    audit(f"discussion.{PAST[verb]}", subject=post.course, post=post.id)
    if post.is_published:
        tell_of_answer.later(post.id)


def withdraw(post: DiscussionPost) -> None:
    """Its author takes it back."""
    post.withdraw()
    audit("discussion.withdrawn", subject=post.course, post=post.id)


def report(post: DiscussionPost, *, reporter: User, reason: str, words: str = "") -> None:
    """Say that a post should not be there."""
    throttle("10 per hour", "report", f"user:{reporter.id}")
    if note_report(DiscussionReport, post, reporter=f"user:{reporter.id}", reason=reason, words=words):
        send_post_reported.later(post.id)


@job(queue="bulk")
def forget_deleted_posts() -> None:
    """What was thrown away a month ago, or kept out by the trap, is gone for good, with the answers to it."""
    is_trapped = (DiscussionPost.status == "hidden") & DiscussionPost.moderator_id.is_(None)
    gone = or_(DiscussionPost.status == "deleted", is_trapped)
    db.session.execute(delete(DiscussionPost).where(gone, DiscussionPost.updated_at < utcnow() - KEEP_DELETED))


def _write(course: Course, author: User, body: str, trap: str, **place: Any) -> DiscussionPost:
    enrollment = course.enrollment_of(author)
    if not may_discuss(course, author, enrollment):
        raise NotTaken("Only those who learn here write here.")
    if again := DiscussionPost.just_written(course, author, body, place["lesson_uid"], place["parent_id"]):
        return again
    throttle("6 per minute", "comment", str(author.id))
    throttle("60 per hour", "comment", str(author.id))
    role = role_of(course, author)
    is_known = bool(role) or not course.is_free or bool(enrollment and enrollment.completions)
    is_known = is_known or DiscussionPost.has_one_by(author)
    verdict = judge(body, is_known=is_known, blocked_words=blocked_words(), trap=trap)
    signed = {"author_name": author.name, "author_face": str(author.id), "author_role": role}
    post = DiscussionPost(course=course, author_id=author.id, body=body, **signed, **place)
    post.status, post.because = verdict.status, verdict.because
    db.session.add(post)
    db.session.flush()
    _announce(post)
    return post


def role_of(course: Course, author: User) -> str:
    """What stands beside this person's name."""
    if course.has_on_team(author, *EDITS):
        return INSTRUCTOR
    return STAFF if course.assisted_by(author) else ""


def _announce(post: DiscussionPost) -> None:
    if post.is_by_team:
        post.told_at = utcnow()
    elif post.status != "hidden":
        tell_of_posts.later(post.course_id, _at=utcnow() + GATHER)
    if post.is_published and not post.is_question:
        tell_of_answer.later(post.id)
