"""A course import: a file from elsewhere, what came or would come of it, and who did it when."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import CheckConstraint, ForeignKey, Select, UniqueConstraint, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from educrowd.core.db import Model, TenantOwned, Timestamps, joined, refers

from .uid import Identified

if TYPE_CHECKING:
    from educrowd.blueprints.auth.models.user import User

    from .course import Course

OUTCOMES = ("new", "changed", "same", "left_out")


class CourseImport(Identified, TenantOwned, Timestamps, Model):
    """`report` is a list: place, name, kind, outcome and notes of each thing in the file. Its bytes wait in a file."""

    __tablename__ = "course_imports"
    __constraints__ = (
        UniqueConstraint("tenant_id", "uid"),
        CheckConstraint("size_bytes > 0", name="size_bytes"),
    )

    course_id: Mapped[int | None] = refers("courses", ondelete="CASCADE")
    format: Mapped[str]
    name: Mapped[str]
    size_bytes: Mapped[int]
    report: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list, server_default=text("'[]'"))
    imported_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    done_at: Mapped[datetime | None]

    course: Mapped[Course | None] = joined("CourseImport.course_id", "Course")
    imported_by: Mapped[User | None] = relationship("User")

    @classmethod
    def of(cls, course: Course) -> Select[Self]:
        """A course's imports, newest first."""
        return select(cls).where(cls.course_id == course.id).order_by(cls.id.desc())

    @property
    def is_done(self) -> bool:
        return self.done_at is not None

    @property
    def counts(self) -> dict[str, int]:
        """How many things have each outcome."""
        found = [row["outcome"] for row in self.report]
        return {outcome: found.count(outcome) for outcome in OUTCOMES}

    @property
    def place(self) -> str:
        """Where its bytes wait until it is done."""
        return f"{self.uid}.import"
