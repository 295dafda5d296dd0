"""A file that lessons of a course show or hand out."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import Model, TenantOwned, Timestamps, joined, refers

from .course import Course


class CourseFile(TenantOwned, Timestamps, Model):
    """Kept as long as the draft or an edition names it; its bytes lie in the site's folder under the public id."""

    __tablename__ = "course_files"
    __constraints__ = (
        UniqueConstraint("tenant_id", "public_id"),
        CheckConstraint("public_id ~ '^[0-9a-f]{1,64}$'", name="public_id"),
        CheckConstraint("name <> ''", name="name"),
        CheckConstraint("size_bytes > 0", name="size_bytes"),
    )

    course_id: Mapped[int] = refers("courses", ondelete="CASCADE")
    public_id: Mapped[str]
    name: Mapped[str]
    media_type: Mapped[str]
    size_bytes: Mapped[int]
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    url = ""  # where its reader loads it, set where it is shown to one

    course: Mapped[Course] = joined("CourseFile.course_id", "Course")
