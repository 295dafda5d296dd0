"""A late sale: chosen rewards are sold on after their project was funded."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, ForeignKey, UniqueConstraint, and_, func, or_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from educrowd.core.db import Model, TenantOwned, Timestamps, joined, refers, utcnow

if TYPE_CHECKING:
    from educrowd.blueprints.auth.models.user import User

    from .project import Project


class LateSale(TenantOwned, Timestamps, Model):
    """Until a day, or while stock lasts; one for a project, which may be opened again."""

    __tablename__ = "late_sales"
    __constraints__ = (UniqueConstraint("tenant_id", "project_id"),)

    project_id: Mapped[int] = refers("projects", index=False)
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    ends_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]

    project: Mapped[Project] = joined("LateSale.project_id", "Project", back_populates="late_sale")
    opened_by: Mapped[User] = relationship("User")

    @property
    def is_open(self) -> bool:
        """For reading; whoever writes asks the database's clock."""
        return self.closed_at is None and (self.ends_at is None or utcnow() < self.ends_at)

    @classmethod
    def open_now(cls) -> ColumnElement[bool]:
        """Whether it takes pledges at this very moment."""
        return and_(cls.closed_at.is_(None), or_(cls.ends_at.is_(None), cls.ends_at > func.clock_timestamp()))
