"""A milestone: a part of what a project collects, held back until a promise is kept."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import Model, TenantOwned, Timestamps, db, joined, refers, utcnow

from .project import Project

MOST_PERCENT = 90


class Milestone(TenantOwned, Timestamps, Model):
    """So many percent, until so many lessons of the course are out, or the staff says so."""

    __tablename__ = "milestones"
    __constraints__ = (
        CheckConstraint("share_percent BETWEEN 1 AND 90", name="share_percent"),
        CheckConstraint("lessons_needed > 0", name="lessons_needed"),
        CheckConstraint("released_at IS NOT NULL OR released_by_id IS NULL", name="released"),
    )

    project_id: Mapped[int] = refers("projects", ondelete="CASCADE")
    title: Mapped[str]
    share_percent: Mapped[int]
    lessons_needed: Mapped[int | None]
    released_at: Mapped[datetime | None]
    released_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    project: Mapped[Project] = joined("Milestone.project_id", "Project")

    @classmethod
    def of(cls, project: Project) -> list[Milestone]:
        """A project's milestones, in the order in which they were promised."""
        return list(db.session.scalars(select(cls).where(cls.project_id == project.id).order_by(cls.id)))

    @property
    def is_released(self) -> bool:
        return self.released_at is not None

    def release(self, by: int | None = None) -> None:
        """The promise is kept; `by` is the member of staff who says so."""
        self.released_at, self.released_by_id = utcnow(), by
