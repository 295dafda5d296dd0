"""What people write below a project, answers one level deep."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, UniqueConstraint, and_, func, or_, select, text
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.comments import STATUSES, Moderated, Report
from educrowd.core.comments.moderated import REASONS
from educrowd.core.db import Model, TenantOwned, Timestamps, db, joined, refers, utcnow

if TYPE_CHECKING:
    from .project import Project

ROLES = ("", "backer", "team", "creator")
# Sent twice is meant once.
TWICE = timedelta(minutes=1)


class ProjectComment(Moderated, TenantOwned, Timestamps, Model):
    """One comment; `told_at` says that the creator's letter is written, `answer_told_at` the thread's."""

    __tablename__ = "project_comments"
    __constraints__ = (
        Index("ix_project_comments_thread", "tenant_id", "project_id", "parent_id", "id"),
        Index("ix_project_comments_author", "tenant_id", "author_id", "status"),
        Index("ix_project_comments_held", "tenant_id", "project_id", "id", postgresql_where=text("status = 'held'")),
        CheckConstraint(f"author_role IN {ROLES}", name="author_role"),
        CheckConstraint(f"status IN {STATUSES}", name="status"),
        CheckConstraint("parent_id <> id", name="parent"),
    )

    project_id: Mapped[int] = refers("projects", ondelete="CASCADE", index=False)
    parent_id: Mapped[int | None] = refers("project_comments", ondelete="CASCADE")
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    moderator_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    told_at: Mapped[datetime | None]
    answer_told_at: Mapped[datetime | None]

    project: Mapped[Project] = joined("ProjectComment.project_id", "Project")

    @classmethod
    def threads(cls, project: Project) -> Select[Self]:
        """What begins a thread, newest first: what is public, and what has public answers."""
        answer = cls.answering()
        is_answered = select(answer.id).where(answer.parent_id == cls.id, answer.status == "published").exists()
        begins = and_(cls.project_id == project.id, cls.parent_id.is_(None))
        return select(cls).where(begins, or_(cls.status == "published", is_answered)).order_by(cls.id.desc())

    @classmethod
    def answers(cls, beginnings: Iterable[ProjectComment]) -> dict[int, list[ProjectComment]]:
        """The public answers to each of these, oldest first."""
        found: dict[int, list[ProjectComment]] = defaultdict(list)
        ids = [each.id for each in beginnings]
        answers = select(cls).where(cls.parent_id.in_(ids), cls.status == "published").order_by(cls.id)
        for answer in db.session.scalars(answers) if ids else ():
            found[answer.parent_id or 0].append(answer)
        return found

    @classmethod
    def public(cls, project: Project) -> Select[Self]:
        """All that everybody may read of a project."""
        return select(cls).where(cls.project_id == project.id, cls.status == "published")

    @classmethod
    def count(cls, project: Project) -> int:
        return db.session.scalar(select(func.count()).select_from(cls.public(project).subquery())) or 0

    @classmethod
    def waiting_of(cls, project: Project, user: Any) -> list[Self]:
        """What this person wrote and nobody else sees yet."""
        mine = select(cls).where(cls.project_id == project.id, cls.author_id == user.id, cls.status == "held")
        return list(db.session.scalars(mine.order_by(cls.id.desc()).limit(20)))

    @classmethod
    def by(cls, user: Any, project: Project) -> list[Self]:
        """What this person wrote below this project and has not taken back, newest first."""
        mine = select(cls).where(cls.project_id == project.id, cls.author_id == user.id, cls.status != "deleted")
        return list(db.session.scalars(mine.order_by(cls.id.desc()).limit(100)))

    @classmethod
    def has_one_by(cls, user: Any) -> bool:
        """Whether a comment of this person was ever let through on this site."""
        through = select(cls.id).where(cls.author_id == user.id, cls.status == "published")
        return db.session.scalar(through.limit(1)) is not None

    @classmethod
    def just_written(cls, project: Project, user: Any, body: str, parent_id: int | None) -> Self | None:
        """The same words by the same person a moment ago: a double click."""
        same = select(cls).where(cls.project_id == project.id, cls.author_id == user.id, cls.body == body)
        same = same.where(cls.parent_id.is_not_distinct_from(parent_id), cls.status.in_(("held", "published")))
        return db.session.scalar(same.where(cls.created_at > utcnow() - TWICE).limit(1))

    @property
    def thread_id(self) -> int:
        return self.parent_id or self.id

    @property
    def is_by_team(self) -> bool:
        return self.author_role in ("creator", "team")

    @property
    def path(self) -> str:
        """Where it stands on the site."""
        return f"/projects/{self.project.slug}/comments#comment-{self.id}"

    def moderatable_by(self, user: Any) -> bool:
        return self.project.moderatable_by(user)

    def visible_to(self, user: Any) -> bool:
        is_mine = user.is_authenticated and self.author_id == user.id and not self.is_withdrawn
        return (self.is_published and self.project.visible_to(user)) or is_mine or self.moderatable_by(user)


class ProjectCommentReport(Report, TenantOwned, Timestamps, Model):
    """What somebody says about a comment; once each."""

    __tablename__ = "project_comment_reports"
    __constraints__ = (
        UniqueConstraint("tenant_id", "comment_id", "reporter"),
        CheckConstraint(f"reason IN {REASONS}", name="reason"),
    )

    comment_id: Mapped[int] = refers("project_comments", ondelete="CASCADE", index=False)

    @classmethod
    def on(cls, comments: Iterable[ProjectComment]) -> dict[int, list[Self]]:
        """The reports on each of these."""
        found: dict[int, list[Self]] = defaultdict(list)
        ids = [each.id for each in comments if each.reports_count]
        for report in db.session.scalars(select(cls).where(cls.comment_id.in_(ids)).order_by(cls.id)) if ids else ():
            found[report.comment_id].append(report)
        return found


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment and the answers to it."""

    beginning: ProjectComment
    answers: list[ProjectComment] = field(default_factory=list)
