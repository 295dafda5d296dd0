"""A review: a creator asked to go live, and what the staff answered."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, func, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from educrowd.core.db import Model, TenantOwned, db, joined, refers, utcnow

if TYPE_CHECKING:
    from educrowd.blueprints.auth.models.user import User

    from .project import Project

VERDICTS = ("approved", "sent_back", "withdrawn")


class ProjectReview(TenantOwned, Model):
    """One row for each time a project is sent in; open until there is a verdict."""

    __tablename__ = "project_reviews"
    __constraints__ = (
        CheckConstraint(f"verdict IN {VERDICTS}", name="verdict"),
        CheckConstraint("(verdict IS NULL) = (decided_at IS NULL)", name="decided"),
        Index(
            "uq_project_reviews_open", "tenant_id", "project_id", unique=True, postgresql_where=text("verdict IS NULL")
        ),
    )

    project_id: Mapped[int] = refers("projects", ondelete="CASCADE")
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    asked_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    verdict: Mapped[str | None]
    words: Mapped[str] = mapped_column(server_default="", default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]

    project: Mapped[Project] = joined("ProjectReview.project_id", "Project")
    asked_by: Mapped[User | None] = relationship("User", foreign_keys=[asked_by_id])
    decided_by: Mapped[User | None] = relationship("User", foreign_keys=[decided_by_id])

    @classmethod
    def waiting(cls) -> Select[Self]:
        """The queue: who asked first comes first."""
        return select(cls).where(cls.verdict.is_(None)).order_by(cls.asked_at, cls.id)

    @classmethod
    def of(cls, project: Project) -> Select[Self]:
        return select(cls).where(cls.project_id == project.id).order_by(cls.id.desc())

    @classmethod
    def latest(cls, project: Project) -> Self | None:
        return db.session.scalar(cls.of(project).limit(1))

    def decide(self, verdict: str, *, by: User, words: str = "") -> None:
        """Close it."""
        self.verdict, self.words, self.decided_by_id, self.decided_at = verdict, words, by.id, utcnow()
