"""Who helps with a project, and who was asked to."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    UniqueConstraint,
    and_,
    func,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from educrowd.blueprints.auth.secrets import hash_of, new_secret
from educrowd.core.db import Model, TenantOwned, Timestamps, db, joined, refers, utcnow

if TYPE_CHECKING:
    from educrowd.blueprints.auth.models.user import User

    from .project import Project

EDITOR, FULFILLMENT, VIEWER = "editor", "fulfillment", "viewer"
TEAM_ROLES = (EDITOR, FULFILLMENT, VIEWER)
GOOD_FOR = timedelta(days=14)


class ProjectMember(TenantOwned, Timestamps, Model):
    """One role of one person in one project; taken away, it is gone with the next request."""

    __tablename__ = "project_members"
    __constraints__ = (
        UniqueConstraint("tenant_id", "project_id", "user_id", "role"),
        Index("ix_project_members_user", "tenant_id", "user_id"),
        CheckConstraint(f"role IN {TEAM_ROLES}", name="role"),
    )

    project_id: Mapped[int] = refers("projects", ondelete="CASCADE", index=False)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    role: Mapped[str]
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))

    user: Mapped[User] = relationship("User", foreign_keys=user_id)
    project: Mapped[Project] = joined("ProjectMember.project_id", "Project", back_populates="members")

    @classmethod
    def projects_of(cls, user: Any, *roles: str) -> Select[int]:
        """The ids of the projects in which this person has one of these roles."""
        return select(cls.project_id).where(cls.user_id == user.id, cls.role.in_(roles or TEAM_ROLES))

    @classmethod
    def of(cls, project: Project) -> Select[Self]:
        """A project's team, with its people."""
        return select(cls).where(cls.project_id == project.id).options(joinedload(cls.user)).order_by(cls.id)

    @property
    def name(self) -> str:
        return self.user.name


class ProjectInvitation(TenantOwned, Timestamps, Model):
    """Somebody was asked to join; of the letter's code only the hash is kept, and it works once."""

    __tablename__ = "project_invitations"
    __constraints__ = (
        UniqueConstraint("tenant_id", "code_hash"),
        Index(
            "uq_project_invitations_open",
            "tenant_id",
            "project_id",
            "email",
            "role",
            unique=True,
            postgresql_where=text("accepted_at IS NULL"),
        ),
        CheckConstraint(f"role IN {TEAM_ROLES}", name="role"),
    )

    project_id: Mapped[int] = refers("projects", ondelete="CASCADE", index=False)
    email: Mapped[str]
    role: Mapped[str]
    code_hash: Mapped[str | None]
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    expires_at: Mapped[datetime] = mapped_column(default=lambda: utcnow() + GOOD_FOR)
    accepted_at: Mapped[datetime | None]

    invited_by: Mapped[User] = relationship("User", foreign_keys=invited_by_id)
    project: Mapped[Project] = joined("ProjectInvitation.project_id", "Project")

    @classmethod
    def open(cls, project: Project) -> Select[Self]:
        """Those that nobody has answered yet."""
        return select(cls).where(cls.project_id == project.id, cls.accepted_at.is_(None)).order_by(cls.id)

    @classmethod
    def behind(cls, code: str) -> Self | None:
        """The invitation that a letter's code means, while it is good."""
        return db.session.scalar(select(cls).where(*cls._good(code)))

    @classmethod
    def redeem(cls, code: str) -> Self | None:
        """Use the code up, in one statement so that two who race can't both; None when it is not good."""
        used = update(cls).where(and_(*cls._good(code))).values(accepted_at=func.now())
        return db.session.scalar(used.returning(cls))

    @property
    def has_expired(self) -> bool:
        return self.expires_at <= utcnow()

    def new_code(self) -> str:
        """What the letter carries; an earlier letter's code is good no more."""
        code = new_secret()
        self.code_hash, self.expires_at = hash_of(code), utcnow() + GOOD_FOR
        return code

    @classmethod
    def _good(cls, code: str) -> tuple[ColumnElement[bool], ...]:
        return cls.code_hash == hash_of(code), cls.accepted_at.is_(None), cls.expires_at > func.now()
