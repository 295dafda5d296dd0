"""Who teaches a course besides the instructor who made it, and who was asked to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped

from educrowd.blueprints.auth.models.helping import Helper, Invitation
from educrowd.core.db import Model, TenantOwned, Timestamps, joined, refers

if TYPE_CHECKING:
    from .course import Course

LEAD, TEACHER, ASSISTANT, OBSERVER = "lead", "teacher", "assistant", "observer"
TEAM_ROLES = (LEAD, TEACHER, ASSISTANT, OBSERVER)


class CourseMember(Helper, TenantOwned, Timestamps, Model):
    """The one role that a person has in a course."""

    __tablename__ = "course_members"
    __constraints__ = (
        UniqueConstraint("tenant_id", "course_id", "user_id"),
        Index("ix_course_members_user", "tenant_id", "user_id"),
        CheckConstraint(f"role IN {TEAM_ROLES}", name="role"),
    )

    subject_key = "course_id"
    course_id: Mapped[int] = refers("courses", ondelete="CASCADE", index=False)

    course: Mapped[Course] = joined("CourseMember.course_id", "Course", back_populates="members")

    @property
    def subject(self) -> Course:
        return self.course


class CourseInvitation(Invitation, TenantOwned, Timestamps, Model):
    """Somebody was asked to teach a course with others."""

    __tablename__ = "course_invitations"
    __constraints__ = (
        UniqueConstraint("tenant_id", "code_hash"),
        Index(
            "uq_course_invitations_open",
            *("tenant_id", "course_id", "email"),
            unique=True,
            postgresql_where=text("accepted_at IS NULL"),
        ),
        CheckConstraint(f"role IN {TEAM_ROLES}", name="role"),
    )

    subject_key = "course_id"
    course_id: Mapped[int] = refers("courses", ondelete="CASCADE", index=False)

    course: Mapped[Course] = joined("CourseInvitation.course_id", "Course")

    @property
    def subject(self) -> Course:
        return self.course
