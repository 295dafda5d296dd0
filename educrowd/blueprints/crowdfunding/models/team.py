"""Who helps with a project, and who was asked to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped

from educrowd.blueprints.auth.models.helping import Helper, Invitation
from educrowd.core.db import Model, TenantOwned, Timestamps, joined, refers

if TYPE_CHECKING:
    from .project import Project

EDITOR, FULFILLMENT, VIEWER = "editor", "fulfillment", "viewer"
TEAM_ROLES = (EDITOR, FULFILLMENT, VIEWER)


class ProjectMember(Helper, TenantOwned, Timestamps, Model):
    """One role of one person in one project; a person may have several."""

    __tablename__ = "project_members"
    __constraints__ = (
        UniqueConstraint("tenant_id", "project_id", "user_id", "role"),
        Index("ix_project_members_user", "tenant_id", "user_id"),
        CheckConstraint(f"role IN {TEAM_ROLES}", name="role"),
    )

    subject_key = "project_id"
    project_id: Mapped[int] = refers("projects", ondelete="CASCADE", index=False)

    project: Mapped[Project] = joined("ProjectMember.project_id", "Project", back_populates="members")

    @property
    def subject(self) -> Project:
        return self.project


class ProjectInvitation(Invitation, TenantOwned, Timestamps, Model):
    """Somebody was asked to help with a project."""

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

    subject_key = "project_id"
    project_id: Mapped[int] = refers("projects", ondelete="CASCADE", index=False)

    project: Mapped[Project] = joined("ProjectInvitation.project_id", "Project")

    @property
    def subject(self) -> Project:
        return self.project
