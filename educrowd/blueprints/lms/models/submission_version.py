"""A version of a submission: what was handed in at one moment."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, UniqueConstraint, func
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import Model, TenantOwned, joined, refers, utcnow

from .assessment import Assessment

if TYPE_CHECKING:
    from .submission import Submission
    from .submission_file import SubmissionFile


class SubmissionVersion(TenantOwned, Model):
    """Never changed: the database refuses. `counts_from` says how late it is: what answers a return is no later."""

    __tablename__ = "submission_versions"
    __constraints__ = (
        UniqueConstraint("tenant_id", "submission_id", "number"),
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("counts_from <= submitted_at", name="counts_from"),
    )

    submission_id: Mapped[int] = refers("submissions", ondelete="CASCADE", index=False)
    number: Mapped[int]
    text: Mapped[str] = mapped_column(default="", server_default="")
    files: Mapped[list[str]] = mapped_column(default=list, server_default=sql("'[]'"))
    submitted_at: Mapped[datetime] = mapped_column(default=utcnow, server_default=func.now())
    counts_from: Mapped[datetime] = mapped_column(default=utcnow, server_default=func.now())

    submission: Mapped[Submission] = joined("SubmissionVersion.submission_id", "Submission", back_populates="versions")
    assessments: Mapped[list[Assessment]] = joined(
        "Assessment.version_id",
        "SubmissionVersion",
        back_populates="version",
        order_by="Assessment.id",
        lazy="selectin",
    )

    @property
    def uploads(self) -> list[SubmissionFile]:
        return self.submission.files_named(self.files)
