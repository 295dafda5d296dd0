"""A grade change: one thing that was ever said about a learner's grade of an item."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from educrowd.core.db import Model, TenantOwned, joined, refers, utcnow

if TYPE_CHECKING:
    from educrowd.blueprints.auth.models.user import User

    from .enrollment import Enrollment

CHANGES = ("graded", "exempt", "do_over", "extension")


class GradeChange(TenantOwned, Model):
    """Never changed, never deleted: the database refuses. The last word about an item counts.

    `held` says that the item's grades were kept back when this was written; the item says up to where it was released.
    """

    __tablename__ = "grade_changes"
    __constraints__ = (
        CheckConstraint("change IN ('graded', 'exempt', 'do_over', 'extension')", name="change"),
        CheckConstraint("points >= 0", name="points"),
        CheckConstraint("out_of > 0", name="out_of"),
        CheckConstraint(
            "(change = 'graded') = (points IS NOT NULL) AND (points IS NULL) = (out_of IS NULL)", name="graded"
        ),
        Index(None, "tenant_id", "enrollment_id", "item_uid"),
    )

    enrollment_id: Mapped[int] = refers("enrollments", index=False)
    item_uid: Mapped[str]
    change: Mapped[str]
    points: Mapped[Decimal | None] = mapped_column(Numeric(9, 2))
    out_of: Mapped[Decimal | None] = mapped_column(Numeric(9, 2))
    held: Mapped[bool] = mapped_column(default=False, server_default="false")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    note: Mapped[str] = mapped_column(default="", server_default="")
    source: Mapped[str] = mapped_column(default="", server_default="")
    created_at: Mapped[datetime] = mapped_column(default=utcnow, server_default=func.now())

    enrollment: Mapped[Enrollment] = joined("GradeChange.enrollment_id", "Enrollment")
    by: Mapped[User | None] = relationship("User")
