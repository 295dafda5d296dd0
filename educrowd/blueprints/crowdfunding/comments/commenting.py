"""Writing below a project: judged, signed, told to those who wait for it; reported and moderated."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from educrowd.blueprints.auth.models.user import User
from educrowd.core.comments import blocked_words, judge, keeping, note_report
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Invalid, Refused
from educrowd.core.jobs import job
from educrowd.core.limits import throttle

from ..models import Pledge, Project, ProjectComment, ProjectCommentReport
from .mailers import send_comment_reported, tell_of_answer, tell_of_comments

# New comments are gathered for a while, so that a busy evening is a few letters and not a hundred.
GATHER = timedelta(minutes=15)


class NotTaken(Refused):
    """This person may not write here."""

    code = "forbidden"
    status = 403


def write_comment(
    project: Project, author: User, body: str, *, parent: ProjectComment | None = None, trap: str = ""
) -> ProjectComment:
    """Take a comment; it appears at once, or waits until somebody has looked at it."""
    _require(project, author)
    _require_answerable(project, parent)
    parent_id = parent.id if parent else None
    if again := ProjectComment.just_written(project, author, body, parent_id):
        return again
    throttle("6 per minute", "comment", str(author.id))
    throttle("60 per hour", "comment", str(author.id))
    signed = signature(project, author)
    is_known = bool(signed["author_role"]) or ProjectComment.has_one_by(author)
    verdict = judge(body, is_known=is_known, blocked_words=blocked_words(), trap=trap)
    comment = ProjectComment(project_id=project.id, parent_id=parent_id, author_id=author.id, body=body, **signed)
    comment.status, comment.because = verdict.status, verdict.because
    db.session.add(comment)
    db.session.flush()
    _announce(comment)
    return comment


def signature(project: Project, author: User) -> dict[str, str]:
    """Name, face and role under which this person writes here; who backs without a name writes without one."""
    if author.id == project.creator_id:
        return _signed(author, "creator")
    if project.moderatable_by(author):
        return _signed(author, "team")
    pledge = _pledge_of(author, project) if project.is_backed_by(author) else None
    if pledge is None:
        return _signed(author, "")
    return {"author_name": pledge.backer_name, "author_face": pledge.backer_seed, "author_role": "backer"}


def moderate(comment: ProjectComment, verb: str, *, by: User) -> None:
    """Do one of `VERBS`, and tell those who wait for what has now appeared."""
    keeping.moderate(comment, verb, subject=comment.project, by=by)
    if comment.is_published:
        tell_of_answer.later(comment.id)


def withdraw_comment(comment: ProjectComment) -> None:
    """Its author takes it back."""
    keeping.withdraw(comment, subject=comment.project)


def report_comment(comment: ProjectComment, *, reporter: str, reason: str, words: str = "") -> None:
    """Say that a comment should not be there; a second word of the same reader changes nothing."""
    if note_report(ProjectCommentReport, comment, reporter=reporter, reason=reason, words=words):
        send_comment_reported.later(comment.id)


@job(queue="bulk")
def forget_deleted_comments() -> None:
    """What was thrown away a month ago is gone for good."""
    keeping.forget_deleted(ProjectComment)


def _require(project: Project, author: User) -> None:
    if not project.takes_comments:
        raise NotTaken("Comments are closed here.")
    if not project.takes_comments_from(author):
        words = {"backers": "Only backers write here.", "members": "Only members of this site write here."}
        raise NotTaken(words.get(project.comment_policy, "Log in to write."))


def _require_answerable(project: Project, parent: ProjectComment | None) -> None:
    if parent is not None and not (
        parent.project_id == project.id and parent.parent_id is None and parent.is_published
    ):
        raise Invalid("parent_id", "Answer a comment that stands here and is no answer itself.")


def _announce(comment: ProjectComment) -> None:
    if comment.is_by_team:
        comment.told_at = utcnow()
    elif comment.status != "hidden":
        tell_of_comments.later(comment.project_id, _at=utcnow() + GATHER)
    if comment.is_published and comment.parent_id:
        tell_of_answer.later(comment.id)


def _signed(author: User, role: str) -> dict[str, str]:
    return {"author_name": author.name, "author_face": str(author.id), "author_role": role}


def _pledge_of(author: User, project: Project) -> Pledge | None:
    mine = select(Pledge).where(Pledge.user_id == author.id, Pledge.project_id == project.id)
    return db.session.scalar(mine.where(Pledge.activated_at.is_not(None)).order_by(Pledge.id.desc()).limit(1))
