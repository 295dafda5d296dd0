"""What the pages show of a project's comments."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from educrowd.core.comments.queue import count_waiting
from educrowd.core.db import db
from educrowd.core.pages import Page, paginate

from ..models import Conversation, Message, Pledge, Project, ProjectComment, Thread

LATEST = 3


def threads_page(project: Project) -> Page[Thread]:
    """One page of threads, newest first, each with its answers."""
    page = paginate(ProjectComment.threads(project))
    return Page(_with_answers(page.items), page.page, page.per_page, page.total)


def latest_threads(project: Project) -> list[Thread]:
    """The newest ones, for the project's own page."""
    return _with_answers(list(db.session.scalars(ProjectComment.threads(project).limit(LATEST))))


def moderated_comments(user: Any, project: Project | None = None) -> Select[ProjectComment]:
    """All comments where this person keeps order, or those on one project, each with its project."""
    mine = Project.moderatable(user).with_only_columns(Project.id).order_by(None)
    listed = select(ProjectComment).where(ProjectComment.project_id.in_(mine))
    listed = listed.where(ProjectComment.project_id == project.id) if project else listed
    return listed.options(joinedload(ProjectComment.project))


def waiting_counts(user: Any) -> dict[str, int]:
    """How many wait for this person's word, and how many readers object to."""
    return count_waiting(moderated_comments(user), ProjectComment)


def inbox(user: Any, project: Project | None = None, *, is_unread: bool = False) -> Select[Conversation]:
    """The conversations that this person answers, each with its people; the last written in on top."""
    listed = Conversation.with_people(Conversation.answered_by(user))
    if project:
        listed = listed.where(Pledge.project_id == project.id)
    return listed.where(Message.exists_unread(Conversation.id)) if is_unread else listed


def unread_count(user: Any) -> int:
    """In how many conversations something waits for this person."""
    waiting = Conversation.answered_by(user).where(Message.exists_unread(Conversation.id))
    return db.session.scalar(waiting.order_by(None).with_only_columns(func.count())) or 0


def _with_answers(beginnings: list[ProjectComment]) -> list[Thread]:
    answers = ProjectComment.answers(beginnings)
    return [Thread(each, answers.get(each.id, [])) for each in beginnings]
