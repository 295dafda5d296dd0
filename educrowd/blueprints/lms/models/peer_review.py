"""A peer review: what one learner says of another's work, neither knowing who the other is."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import Model, TenantOwned, Timestamps, joined, refers, utcnow

if TYPE_CHECKING:
    from .enrollment import Enrollment
    from .submission_version import SubmissionVersion

# Who took a piece and never wrote keeps it from nobody for longer.
TAKEN_LASTS = timedelta(days=3)


class PeerReview(TenantOwned, Timestamps, Model):
    """Of one version, by one enrollment; `left_out_at` says that whoever teaches does not let it count."""

    __tablename__ = "peer_reviews"
    __constraints__ = (
        UniqueConstraint("tenant_id", "version_id", "reviewer_id"),
        CheckConstraint("points >= 0", name="points"),
        CheckConstraint("out_of > 0", name="out_of"),
        CheckConstraint(
            "(done_at IS NULL) = (points IS NULL) AND (points IS NULL) = (out_of IS NULL)"
            " AND (left_out_at IS NULL OR done_at IS NOT NULL)",
            name="done",
        ),
    )

    version_id: Mapped[int] = refers("submission_versions", ondelete="CASCADE", index=False)
    reviewer_id: Mapped[int] = refers("enrollments", ondelete="CASCADE")
    points: Mapped[Decimal | None] = mapped_column(Numeric(9, 2))
    out_of: Mapped[Decimal | None] = mapped_column(Numeric(9, 2))
    feedback: Mapped[str] = mapped_column(default="", server_default="")
    marks: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list, server_default=text("'[]'"))
    taken_at: Mapped[datetime] = mapped_column(default=utcnow, server_default=func.now())
    done_at: Mapped[datetime | None]
    left_out_at: Mapped[datetime | None]
    left_out_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    piece: dict[str, Any] = {}  # what its reviewer reads, set where it is shown

    version: Mapped[SubmissionVersion] = joined("PeerReview.version_id", "SubmissionVersion")
    reviewer: Mapped[Enrollment] = joined("PeerReview.reviewer_id", "Enrollment")

    @property
    def is_done(self) -> bool:
        return self.done_at is not None

    @property
    def counts(self) -> bool:
        return self.is_done and self.left_out_at is None
