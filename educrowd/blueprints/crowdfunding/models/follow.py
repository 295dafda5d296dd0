"""Somebody wants to be told about a project."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from sqlalchemy import ForeignKey, UniqueConstraint, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column, relationship

from educrowd.core import unsubscribing
from educrowd.core.db import Model, TenantOwned, Timestamps, bound_tenant_id, db, joined, refers, utcnow

from .pledge import Pledge

if TYPE_CHECKING:
    from educrowd.blueprints.auth.models.user import User

    from .project import Project


class Follow(TenantOwned, Timestamps, Model):
    """One person, one project; it counts once the address was confirmed, and each occasion is told once."""

    __tablename__ = "follows"
    __constraints__ = (UniqueConstraint("tenant_id", "project_id", "user_id"),)

    project_id: Mapped[int] = refers("projects", ondelete="CASCADE", index=False)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    confirmed_at: Mapped[datetime | None]
    launch_told_at: Mapped[datetime | None]
    ending_told_at: Mapped[datetime | None]

    user: Mapped[User] = relationship("User")
    project: Mapped[Project] = joined("Follow.project_id", "Project")

    @classmethod
    def begin(cls, project: Project, user: User) -> Self:
        """The row of this person; made where there is none."""
        values = {"tenant_id": bound_tenant_id(), "project_id": project.id, "user_id": user.id}
        db.session.execute(insert(cls).values(values).on_conflict_do_nothing())
        return db.session.scalars(select(cls).where(cls.project_id == project.id, cls.user_id == user.id)).one()

    @classmethod
    def end(cls, project: Project, user: User) -> None:
        db.session.execute(delete(cls).where(cls.project_id == project.id, cls.user_id == user.id))

    @classmethod
    def is_followed(cls, project: Project, user: User) -> bool:
        """Whether this person confirmed."""
        mine = select(cls.id).where(cls.project_id == project.id, cls.user_id == user.id)
        return db.session.scalar(mine.where(cls.confirmed_at.is_not(None))) is not None

    @classmethod
    def count(cls, project: Project) -> int:
        """How many confirmed."""
        followers = select(func.count()).select_from(cls)
        return db.session.scalar(followers.where(cls.project_id == project.id, cls.confirmed_at.is_not(None))) or 0

    @classmethod
    def next_to_tell(cls, project: Project, occasion: str) -> Self | None:
        """One who has not heard of this, whom nobody else is writing to; who backs it needs no reminder."""
        backers = Pledge.backing().with_only_columns(Pledge.user_id).where(Pledge.project_id == project.id)
        waiting = select(cls).where(cls.project_id == project.id, cls.confirmed_at.is_not(None))
        waiting = waiting.where(cls._told(occasion).is_(None), cls.user_id.not_in(backers))
        waiting = waiting.where(cls.user_id.not_in(unsubscribing.gone(f"project:{project.id}")))
        return db.session.scalar(waiting.order_by(cls.id).limit(1).with_for_update(of=cls, skip_locked=True))

    def confirm(self) -> None:
        """The address is theirs. What happened before is no news to them."""
        self.confirmed_at = self.confirmed_at or utcnow()
        if self.project.launched_at:
            self.note_told("launch")
        unsubscribing.come_back(self.user_id, f"project:{self.project_id}")

    def note_told(self, occasion: str) -> None:
        setattr(self, f"{occasion}_told_at", utcnow())

    @classmethod
    def _told(cls, occasion: str):
        return {"launch": cls.launch_told_at, "ending": cls.ending_told_at}[occasion]
