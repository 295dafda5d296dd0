"""What the pages show of a project's comments."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from educrowd.core.db import db
from educrowd.core.pages import Page, paginate

from ..models import Conversation, Message, Pledge, Project, ProjectComment, Thread

VIEWS = {"waiting": "held", "published": "published", "hidden": "hidden", "deleted": "deleted"}
LATEST = 3


def threads_page(project: Project) -> Page[Thread]:
    """One page of threads, newest first, each with its answers."""
    page = paginate(ProjectComment.threads(project))
    return Page(_with_answers(page.items), page.page, page.per_page, page.total)


def latest_threads(project: Project) -> list[Thread]:
    """The newest ones, for the project's own page."""
    return _with_answers(list(db.session.scalars(ProjectComment.threads(project).limit(LATEST))))


def to_moderate(user: Any, view: str, project: Project | None = None) -> Select[ProjectComment]:
    """What this person keeps order in; `view` is one of VIEWS, or reported. What has waited longest is on top."""
    listed = moderated_comments(user)
    if project:
        listed = listed.where(ProjectComment.project_id == project.id)
    if view == "reported":
        listed = listed.where(ProjectComment.is_reported())
    else:
        listed = listed.where(ProjectComment.status == VIEWS[view])
    is_inbox = view in ("waiting", "reported")
    order = ProjectComment.id if is_inbox else ProjectComment.id.desc()
    return listed.options(joinedload(ProjectComment.project)).order_by(order)


def moderated_comments(user: Any) -> Select[ProjectComment]:
    """All comments where this person keeps order."""
    mine = Project.moderatable(user).with_only_columns(Project.id).order_by(None)
    return select(ProjectComment).where(ProjectComment.project_id.in_(mine))


def waiting_counts(user: Any, project: Project | None = None) -> dict[str, int]:
    """How many wait for this person's word, and how many readers object to."""
    is_waiting, is_reported = ProjectComment.status == "held", ProjectComment.is_reported()
    counted = moderated_comments(user).where(or_(is_waiting, is_reported))
    counted = counted.with_only_columns(func.count().filter(is_waiting), func.count().filter(is_reported))
    if project:
        counted = counted.where(ProjectComment.project_id == project.id)
    return dict(zip(("waiting", "reported"), db.session.execute(counted).one(), strict=True))


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
