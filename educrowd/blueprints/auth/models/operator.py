"""Who runs the platform."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, func
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import Model


class Operator(Model):
    """A row makes a person an operator: the platform's own staff, of no site."""

    __tablename__ = "operators"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    granted_by: Mapped[int | None]
    granted_at: Mapped[datetime] = mapped_column(server_default=func.now())
