"""What a project has raised, row by row."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import Model, TenantOwned, refers


class ProjectTotals(TenantOwned, Model):
    """What the thermometer shows, kept by a trigger on pledges, apart from the row that closers lock."""

    __tablename__ = "project_totals"
    __constraints__ = (UniqueConstraint("tenant_id", "project_id"),)

    project_id: Mapped[int] = refers("projects", ondelete="CASCADE", index=False)
    pledged_amount: Mapped[int] = mapped_column(server_default="0", default=0)
    collected_amount: Mapped[int] = mapped_column(server_default="0", default=0)
    at_risk_amount: Mapped[int] = mapped_column(server_default="0", default=0)
    # What of the pledged amount came after the end.
    late_amount: Mapped[int] = mapped_column(server_default="0", default=0)
    backers_count: Mapped[int] = mapped_column(server_default="0", default=0)
