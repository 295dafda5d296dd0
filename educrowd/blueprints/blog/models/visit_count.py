"""How often something of the site was read on a day."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import SchemaOwned

KINDS = ("page", "referrer", "visitor")


class VisitCount(SchemaOwned):
    """A total of one of the site's days: of a page by its path, of a host that led here, or of different visitors."""

    __tablename__ = "visit_counts"
    __table_args__ = (CheckConstraint(f"kind IN {KINDS}", name="kind"), CheckConstraint("count > 0", name="count"))

    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]
