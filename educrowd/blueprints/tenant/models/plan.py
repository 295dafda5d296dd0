"""What a tenant may use, how much of it, and what that costs."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from sqlalchemy import CheckConstraint, Select, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import Model
from educrowd.core.money import Money
from educrowd.core.terms import Terms

INTERVALS = ("month", "year")


class Plan(Model):
    """Feature flags and limits (core/allowances.py; absent = allowed, unlimited), priced by month and by year."""

    __tablename__ = "plans"
    __table_args__ = (CheckConstraint("price_amount >= 0 AND yearly_amount >= 0", name="amounts"),)

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    blurb: Mapped[str] = mapped_column(server_default="")
    position: Mapped[int] = mapped_column(server_default="0")
    price_amount: Mapped[int] = mapped_column(server_default="0")
    yearly_amount: Mapped[int] = mapped_column(server_default="0")
    currency: Mapped[str] = mapped_column(server_default="USD")
    features: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    limits: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))

    @classmethod
    def all(cls) -> Select[Any]:
        """The smallest first."""
        return select(cls).order_by(cls.position)

    @property
    def is_free(self) -> bool:
        return self.price_amount == 0

    @property
    def terms(self) -> Terms:
        return Terms(self.code, self.name, MappingProxyType(dict(self.features)), MappingProxyType(dict(self.limits)))

    def price(self, interval: str) -> Money:
        return Money(self.yearly_amount if interval == "year" else self.price_amount, self.currency)
