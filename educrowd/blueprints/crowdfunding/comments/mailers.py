"""Letters about comments: new ones to those who keep order, answers to those who asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from educrowd.blueprints.auth.models.user import User
from educrowd.core import mail, unsubscribing
from educrowd.core.comments.forms import REASON_WORDS
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from educrowd.core.mail import mailer

from ..models import Pledge, Project, ProjectComment, ProjectCommentReport
from ..pledging.links import page_of


@mailer
def tell_of_comments(project_id: int) -> None:
    """Gather what is new below a project, and promise a letter to each who keeps order there."""
    new = select(ProjectComment).where(ProjectComment.project_id == project_id, ProjectComment.told_at.is_(None))
    new = new.where(ProjectComment.status.in_(("held", "published"))).order_by(ProjectComment.id)
    comments = db.session.scalars(new.with_for_update(skip_locked=True)).all()
    for comment in comments:
        comment.told_at = utcnow()
    for reader in _project(project_id).moderators if comments else ():
        send_new_comments.later(project_id, [comment.id for comment in comments], reader.id)


@mailer
def send_new_comments(project_id: int, comment_ids: list[int], reader_id: int) -> None:
    """One letter about all of them, without the reader's own."""
    wanted = select(ProjectComment).where(ProjectComment.id.in_(comment_ids), ProjectComment.author_id != reader_id)
    present = wanted.where(ProjectComment.status.in_(("held", "published"))).order_by(ProjectComment.id)
    comments = db.session.scalars(present).all()
    if comments:
        project = _project(project_id)
        _tell(
            db.session.get_one(User, reader_id),
            f"comments:{project_id}",
            _subject(project, comments),
            "new_comments",
            project=project,
            comments=comments,
            studio_url=f"{current.tenant.origin}/studio/projects/{project_id}/comments",
        )


@mailer
def tell_of_answer(comment_id: int) -> None:
    """Promise a letter to whoever asked and, when the creator answers, to all who wrote in that thread; once."""
    answer = db.session.scalar(select(ProjectComment).where(ProjectComment.id == comment_id).with_for_update())
    if answer is None or not answer.is_published or answer.answer_told_at or not answer.parent_id:
        return
    answer.answer_told_at = utcnow()
    for reader_id in sorted(_listeners(answer)):
        send_answer.later(answer.id, reader_id)


@mailer
def send_answer(comment_id: int, reader_id: int) -> None:
    """Show somebody what was answered."""
    answer = db.session.scalar(select(ProjectComment).where(ProjectComment.id == comment_id))
    if answer is None or not answer.is_published:
        return
    reader, project = db.session.get_one(User, reader_id), answer.project
    _tell(
        reader,
        f"answers:{project.id}",
        f"{answer.author_name} answered below “{project.title}”",
        "comment_answered",
        project=project,
        answer=answer,
        comment_url=current.tenant.origin + answer.path,
        answer_url=_where_to_answer(answer, reader),
    )


@mailer
def send_comment_reported(comment_id: int) -> None:
    """Tell those who keep order, the staff included, that somebody objects to a comment."""
    comment = db.session.scalar(select(ProjectComment).where(ProjectComment.id == comment_id))
    if comment is None or not comment.has_open_reports:
        return
    staff = db.session.scalars(User.able_to("projects.manage")).all()
    for reader_id in sorted({person.id for person in (*comment.project.moderators, *staff)}):
        send_report.later(comment.id, reader_id)


@mailer
def send_report(comment_id: int, reader_id: int) -> None:
    """Show one of them what is reported, and why."""
    comment = db.session.scalars(select(ProjectComment).where(ProjectComment.id == comment_id)).one()
    mail.deliver(
        to=db.session.get_one(User, reader_id).email,
        subject=f"A comment below “{comment.project.title}” was reported",
        template="crowdfunding/mail/comment_reported",
        comment=comment,
        reports=ProjectCommentReport.on([comment])[comment.id],
        words=REASON_WORDS,
        studio_url=f"{current.tenant.origin}/studio/comments/?view=reported",
    )


def _listeners(answer: ProjectComment) -> set[int]:
    thread = select(ProjectComment.author_id).where(ProjectComment.status == "published")
    asked = set(db.session.scalars(thread.where(ProjectComment.id == answer.parent_id)))
    if answer.is_by_team:
        asked |= set(db.session.scalars(thread.where(ProjectComment.parent_id == answer.parent_id)))
    return asked - {answer.author_id, answer.project.creator_id}


def _where_to_answer(answer: ProjectComment, reader: User) -> str:
    """For a backer the signed address of the pledge, which needs no log-in."""
    mine = select(Pledge).where(Pledge.user_id == reader.id, Pledge.project_id == answer.project_id)
    pledge = db.session.scalar(mine.where(Pledge.activated_at.is_not(None)).order_by(Pledge.id.desc()).limit(1))
    if pledge:
        return page_of(pledge.public_id, "comments", parent=str(answer.thread_id))
    return f"{current.tenant.origin}/projects/{answer.project.slug}/comments/new?parent={answer.thread_id}"


def _subject(project: Project, comments: Sequence[ProjectComment]) -> str:
    count = f"{len(comments)} new comments" if len(comments) > 1 else "A new comment"
    return f"{count} below “{project.title}”"


def _tell(reader: User, topic: str, subject: str, template: str, **context: Any) -> None:
    if unsubscribing.has_left(reader.id, topic):
        return
    mail.deliver_if_taken(
        to=reader.email,
        subject=subject,
        template=f"crowdfunding/mail/{template}",
        **unsubscribing.way_out(reader.id, topic),
        **context,
    )


def _project(project_id: int) -> Project:
    return db.session.scalars(select(Project).where(Project.id == project_id)).one()
