"""What a course's certificate says, who signs it and for how long it is valid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import CheckConstraint, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.audit import audit
from educrowd.core.db import Model, TenantOwned, Timestamps, db, joined, refers

if TYPE_CHECKING:
    from .course import Course

STATEMENT = "has completed all that this course requires."


class CertificateScheme(TenantOwned, Timestamps, Model):
    """One for a course that awards certificates; what was awarded keeps what it said then."""

    __tablename__ = "certificate_schemes"
    __constraints__ = (
        UniqueConstraint("tenant_id", "course_id"),
        CheckConstraint("valid_months BETWEEN 1 AND 600", name="valid_months"),
        CheckConstraint("minimum_grade BETWEEN 1 AND 100", name="minimum_grade"),
    )

    course_id: Mapped[int] = refers("courses", ondelete="CASCADE", index=False)
    is_on: Mapped[bool] = mapped_column(default=False, server_default="false")
    statement: Mapped[str] = mapped_column(default=STATEMENT, server_default=STATEMENT)
    signatory: Mapped[str] = mapped_column(default="", server_default="")
    signatory_role: Mapped[str] = mapped_column(default="", server_default="")
    valid_months: Mapped[int | None]
    minimum_grade: Mapped[int | None]

    course: Mapped[Course] = joined("CertificateScheme.course_id", "Course")

    @classmethod
    def of(cls, course: Course) -> Self:
        """The course's scheme, a fresh one that is off where it has none."""
        known = db.session.scalar(select(cls).where(cls.course_id == course.id))
        return known or cls(course_id=course.id, is_on=False, statement=STATEMENT, signatory="", signatory_role="")

    def change(self, **facts: Any) -> None:
        """Replace what is given; for certificates from now on."""
        for name, value in facts.items():
            setattr(self, name, value)
        db.session.add(self)
        db.session.flush()
        audit("certificate.changed", subject=self.course, on=self.is_on)
