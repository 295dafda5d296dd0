"""Tax: one rate for a country, or for all others, in the prices already or on top of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.dialects.postgresql import CHAR
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.countries import country_name
from educrowd.core.currencies import currencies
from educrowd.core.db import Model, TenantOwned, joined, refers
from educrowd.core.money import split

if TYPE_CHECKING:
    from .project import Project

HUNDRED_PERCENT = 10_000


class TaxRate(TenantOwned, Model):
    """Rewards, add-ons and their shipping are taxed; what somebody gives on top is a gift and is not."""

    __tablename__ = "tax_rates"
    __constraints__ = (
        UniqueConstraint("tenant_id", "project_id", "country", postgresql_nulls_not_distinct=True),
        CheckConstraint("basis_points BETWEEN 1 AND 5000", name="basis_points"),
    )

    project_id: Mapped[int] = refers("projects", ondelete="CASCADE", index=False)
    country: Mapped[str | None] = mapped_column(CHAR(2))
    label: Mapped[str]
    basis_points: Mapped[int]
    is_included: Mapped[bool]

    project: Mapped[Project] = joined("TaxRate.project_id", "Project", back_populates="tax_rates")

    @property
    def country_name(self) -> str:
        return country_name(self.country) if self.country else "Everywhere else"

    def within(self, gross: int) -> int:
        """The part of a price that is tax, where prices hold it."""
        return split(gross, [HUNDRED_PERCENT, self.basis_points])[1]

    def upon(self, net: int, currency: str) -> int:
        """The tax that comes on top, in steps that the provider can charge."""
        step = currencies()[currency].step
        return split(net // step, [HUNDRED_PERCENT - self.basis_points, self.basis_points])[1] * step
