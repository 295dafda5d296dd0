"""A SCORM package: a lesson that somebody made elsewhere, unpacked."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Self

from sqlalchemy import CheckConstraint, Numeric, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import Model, TenantOwned, Timestamps, joined, refers

if TYPE_CHECKING:
    from .course import Course


class ScormPackage(TenantOwned, Timestamps, Model):
    """Never changed: a newer upload is another package, and editions that show the old one go on doing so."""

    __tablename__ = "scorm_packages"
    __constraints__ = (
        UniqueConstraint("tenant_id", "public_id"),
        CheckConstraint("public_id ~ '^[0-9a-f]{1,64}$'", name="public_id"),
        CheckConstraint("size_bytes > 0", name="size_bytes"),
    )

    course_id: Mapped[int] = refers("courses", ondelete="CASCADE")
    public_id: Mapped[str]
    title: Mapped[str]
    launch: Mapped[str]
    launch_data: Mapped[str] = mapped_column(default="", server_default="")
    mastery_score: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    files_count: Mapped[int]
    size_bytes: Mapped[int]

    course: Mapped[Course] = joined("ScormPackage.course_id", "Course")

    @classmethod
    def called(cls, public_id: str) -> Select[Self]:
        return select(cls).where(cls.public_id == public_id)
