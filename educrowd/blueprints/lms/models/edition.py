"""An edition: a course as it was published. Nothing of it is ever changed; the sections and lessons are its draft."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import CheckConstraint, ForeignKey, Select, UniqueConstraint, func, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from educrowd.core.db import Model, TenantOwned, Timestamps, joined, refers

if TYPE_CHECKING:
    from educrowd.blueprints.auth.models.user import User

    from .course import Course


class Edition(TenantOwned, Timestamps, Model):
    """What was published, as which number, by whom, when and why."""

    __tablename__ = "course_versions"
    __constraints__ = (
        UniqueConstraint("tenant_id", "course_id", "number"),
        CheckConstraint("number > 0", name="number"),
    )

    course_id: Mapped[int] = refers("courses", ondelete="CASCADE", index=False)
    number: Mapped[int]
    note: Mapped[str] = mapped_column(default="", server_default="")
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    course: Mapped[Course] = joined("Edition.course_id", "Course")
    published_by: Mapped[User | None] = relationship("User")
    sections: Mapped[list[PublishedSection]] = joined(
        "PublishedSection.version_id", "Edition", back_populates="edition", order_by="PublishedSection.position"
    )

    @property
    def lessons(self) -> list[PublishedLesson]:
        """All lessons in the order they are taken."""
        return [lesson for section in self.sections for lesson in section.lessons]

    @classmethod
    def of(cls, course: Course) -> Select[Self]:
        """A course's editions, newest first."""
        return select(cls).where(cls.course_id == course.id).order_by(cls.number.desc())

    @classmethod
    def is_out(cls) -> Any:
        """The condition that it is what learners of its course read now."""
        return cls.course.has(version=cls.number)


class PublishedSection(TenantOwned, Timestamps, Model):
    """A section as it was published."""

    __tablename__ = "section_versions"
    __constraints__ = (UniqueConstraint("tenant_id", "version_id", "uid"),)

    version_id: Mapped[int] = refers("course_versions", ondelete="CASCADE", index=False)
    course_id: Mapped[int] = refers("courses", ondelete="CASCADE")
    section_id: Mapped[int]
    uid: Mapped[str]
    title: Mapped[str]
    position: Mapped[int]

    edition: Mapped[Edition] = joined("PublishedSection.version_id", "Edition", back_populates="sections")
    course: Mapped[Course] = joined("PublishedSection.course_id", "Course")
    lessons: Mapped[list[PublishedLesson]] = joined(
        "PublishedLesson.part_id",
        "PublishedSection",
        back_populates="section",
        order_by="PublishedLesson.position",
        lazy="selectin",
    )


class PublishedLesson(TenantOwned, Model):
    """A lesson as it was published; `lesson_id` and `section_id` are the draft's rows, if they are still there."""

    __tablename__ = "lesson_versions"
    __constraints__ = (UniqueConstraint("tenant_id", "version_id", "uid"),)

    version_id: Mapped[int] = refers("course_versions", ondelete="CASCADE", index=False)
    part_id: Mapped[int] = refers("section_versions", ondelete="CASCADE")
    section_id: Mapped[int]
    lesson_id: Mapped[int]
    uid: Mapped[str]
    kind: Mapped[str]
    title: Mapped[str]
    body: Mapped[str] = mapped_column(deferred=True, deferred_group="text")
    html: Mapped[str] = mapped_column(deferred=True, deferred_group="text")
    settings: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    position: Mapped[int]
    preview: Mapped[bool]
    required: Mapped[bool]
    # Nobody reads them, and a course may have hundreds of lessons.
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), deferred=True)
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), deferred=True)

    section: Mapped[PublishedSection] = joined("PublishedLesson.part_id", "PublishedSection", back_populates="lessons")

    @property
    def course(self) -> Course:
        return self.section.course
