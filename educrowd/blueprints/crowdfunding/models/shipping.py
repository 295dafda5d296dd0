"""Shipping: zones of a project, and what it costs to send a reward to each; without a rate nothing is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import Model, TenantOwned, joined, refers

if TYPE_CHECKING:
    from .project import Project
    from .reward import Reward


class ShippingZone(TenantOwned, Model):
    """Countries that cost the same; a zone that names none is for everywhere else."""

    __tablename__ = "shipping_zones"
    __constraints__ = (UniqueConstraint("tenant_id", "project_id", "name"),)

    project_id: Mapped[int] = refers("projects", ondelete="CASCADE", index=False)
    name: Mapped[str]
    countries: Mapped[list[str]] = mapped_column(server_default=text("'[]'"), default=list)

    project: Mapped[Project] = joined("ShippingZone.project_id", "Project", back_populates="zones")

    @property
    def is_everywhere_else(self) -> bool:
        return not self.countries


class ShippingRate(TenantOwned, Model):
    """What one piece of a reward costs to send to a zone; 0 is free."""

    __tablename__ = "shipping_rates"
    __constraints__ = (
        UniqueConstraint("tenant_id", "reward_id", "zone_id"),
        CheckConstraint("amount >= 0", name="amount"),
    )

    reward_id: Mapped[int] = refers("rewards", ondelete="CASCADE", index=False)
    zone_id: Mapped[int] = refers("shipping_zones", ondelete="CASCADE")
    amount: Mapped[int]

    reward: Mapped[Reward] = joined("ShippingRate.reward_id", "Reward", back_populates="shipping_rates")
