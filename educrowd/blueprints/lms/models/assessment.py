"""An assessment: what a person said about a version that was handed in."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from educrowd.core.db import Model, TenantOwned, joined, refers, utcnow

from .grade_change import GradeChange

if TYPE_CHECKING:
    from educrowd.blueprints.auth.models.user import User

    from .submission_version import SubmissionVersion


class Assessment(TenantOwned, Model):
    """A grade before anything is taken off for lateness, or, without points, the wish for another version.

    `marks` is what a rubric said of each criterion, with its words of that day. Never changed: the database refuses.
    """

    __tablename__ = "assessments"
    __constraints__ = (
        CheckConstraint("points >= 0", name="points"),
        CheckConstraint("out_of > 0", name="out_of"),
        CheckConstraint(
            "(points IS NULL) = (out_of IS NULL) AND (points IS NULL) = (change_id IS NULL)", name="graded"
        ),
    )

    version_id: Mapped[int] = refers("submission_versions", ondelete="CASCADE")
    change_id: Mapped[int | None] = refers("grade_changes")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    points: Mapped[Decimal | None] = mapped_column(Numeric(9, 2))
    out_of: Mapped[Decimal | None] = mapped_column(Numeric(9, 2))
    feedback: Mapped[str] = mapped_column(default="", server_default="")
    marks: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list, server_default=text("'[]'"))
    created_at: Mapped[datetime] = mapped_column(default=utcnow, server_default=func.now())

    version: Mapped[SubmissionVersion] = joined(
        "Assessment.version_id", "SubmissionVersion", back_populates="assessments"
    )
    change: Mapped[GradeChange | None] = joined("Assessment.change_id", "GradeChange")
    by: Mapped[User | None] = relationship("User")

    @property
    def is_return(self) -> bool:
        return self.points is None
