"""How the provider names what a plan costs."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.dialects.postgresql import CHAR
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.currency_row import CurrencyRow
from educrowd.core.db import Model

from .plan import INTERVALS, Plan


class PlanPrice(Model):
    """An amount that was ever asked for a plan; a new price of the plan is a new row."""

    __tablename__ = "plan_prices"
    __table_args__ = (
        CheckConstraint(f"interval IN {INTERVALS}", name="interval"),
        CheckConstraint("amount > 0", name="amount"),
    )

    plan_code: Mapped[str] = mapped_column(ForeignKey(Plan.code), primary_key=True)
    interval: Mapped[str] = mapped_column(primary_key=True)
    amount: Mapped[int] = mapped_column(primary_key=True)
    currency: Mapped[str] = mapped_column(CHAR(3), ForeignKey(CurrencyRow.code), primary_key=True)
    gateway_id: Mapped[str] = mapped_column(unique=True)
