"""A file that a learner hands in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped

from educrowd.core.db import Model, TenantOwned, Timestamps, joined, refers

if TYPE_CHECKING:
    from .submission import Submission


class SubmissionFile(TenantOwned, Timestamps, Model):
    """Kept as long as the draft or a version names it; its bytes lie in the site's folder under the public id."""

    __tablename__ = "submission_files"
    __constraints__ = (
        UniqueConstraint("tenant_id", "public_id"),
        CheckConstraint("public_id ~ '^[0-9a-f]{1,64}$'", name="public_id"),
        CheckConstraint("name <> ''", name="name"),
        CheckConstraint("size_bytes > 0", name="size_bytes"),
    )

    submission_id: Mapped[int] = refers("submissions", ondelete="CASCADE")
    public_id: Mapped[str]
    name: Mapped[str]
    media_type: Mapped[str]
    size_bytes: Mapped[int]

    url = ""  # where its reader loads it, set where it is shown to one

    submission: Mapped[Submission] = joined("SubmissionFile.submission_id", "Submission", back_populates="uploads")
