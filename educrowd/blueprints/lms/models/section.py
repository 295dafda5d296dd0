"""A section: a chapter of a course."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from educrowd.core.db import Model, TenantOwned, Timestamps, joined, refers

from .uid import Identified

if TYPE_CHECKING:
    from .course import Course
    from .lesson import Lesson


class Section(Identified, TenantOwned, Timestamps, Model):
    """A titled run of lessons; its place among its siblings is `position`, from 1."""

    __tablename__ = "sections"
    __constraints__ = (
        UniqueConstraint("tenant_id", "uid"),
        UniqueConstraint("tenant_id", "course_id", "position", deferrable=True, initially="DEFERRED"),
    )

    course_id: Mapped[int] = refers("courses", ondelete="CASCADE", index=False)
    title: Mapped[str]
    position: Mapped[int]

    course: Mapped[Course] = joined("Section.course_id", "Course", back_populates="sections")
    lessons: Mapped[list[Lesson]] = joined(
        "Lesson.section_id",
        "Section",
        back_populates="section",
        order_by="Lesson.position",
        cascade="all, delete-orphan",
        passive_deletes=True,
        lazy="selectin",
    )

    @property
    def section_id(self) -> int:
        return self.id
