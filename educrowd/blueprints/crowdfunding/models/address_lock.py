"""The day from which on addresses stand, so that parcels can be packed; and the backers for whom it does not hold."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from sqlalchemy import ForeignKey, Index, Select, UniqueConstraint, exists, func, select
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import Model, TenantOwned, Timestamps, db, joined, refers, utcnow

if TYPE_CHECKING:
    from .pledge import Pledge
    from .project import Project


class AddressLock(TenantOwned, Timestamps, Model):
    """One for a project; another day is another row, so that its warnings are written anew."""

    __tablename__ = "address_locks"
    __constraints__ = (
        UniqueConstraint("tenant_id", "project_id"),
        Index("ix_address_locks_coming", "tenant_id", "locks_at"),
    )

    project_id: Mapped[int] = refers("projects", ondelete="CASCADE", index=False)
    locks_at: Mapped[datetime]

    project: Mapped[Project] = joined("AddressLock.project_id", "Project")

    @classmethod
    def of(cls, project: Project) -> Self | None:
        return db.session.scalar(select(cls).where(cls.project_id == project.id))

    @classmethod
    def coming(cls) -> Select[Self]:
        """Those whose day lies ahead."""
        return select(cls).where(cls.locks_at > func.clock_timestamp()).order_by(cls.locks_at)

    @classmethod
    def holds(cls, project_id: int, pledge_id: int) -> bool:
        """Whether the address of this pledge stands, by the database's clock."""
        is_over = exists().where(cls.project_id == project_id, cls.locks_at <= func.clock_timestamp())
        is_excepted = exists().where(PledgeUnlock.pledge_id == pledge_id)
        return bool(db.session.scalar(select(is_over & ~is_excepted)))

    @property
    def is_over(self) -> bool:
        """For reading."""
        return self.locks_at <= utcnow()


class PledgeUnlock(TenantOwned, Model):
    """The creator lets one backer change address and answers once more."""

    __tablename__ = "pledge_unlocks"
    __constraints__ = (UniqueConstraint("tenant_id", "pledge_id"),)

    pledge_id: Mapped[int] = refers("pledges", index=False)
    unlocked_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    unlocked_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())

    pledge: Mapped[Pledge] = joined("PledgeUnlock.pledge_id", "Pledge")

    @classmethod
    def of(cls, pledge: Pledge) -> Self | None:
        return db.session.scalar(select(cls).where(cls.pledge_id == pledge.id))
