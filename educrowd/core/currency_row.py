"""The database's copy of `currencies`, which amounts refer to."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, SmallInteger
from sqlalchemy.dialects.postgresql import CHAR
from sqlalchemy.orm import Mapped, mapped_column

from .db import Model


class CurrencyRow(Model):
    """A currency that money can be taken in."""

    __tablename__ = "currencies"
    __table_args__ = (
        CheckConstraint("exponent BETWEEN 0 AND 4", name="exponent"),
        CheckConstraint("provider_exponent BETWEEN 0 AND 4", name="provider_exponent"),
        CheckConstraint("step > 0", name="step"),
        CheckConstraint("largest > smallest AND smallest > 0", name="largest"),
    )

    code: Mapped[str] = mapped_column(CHAR(3), primary_key=True)
    exponent: Mapped[int] = mapped_column(SmallInteger)
    provider_exponent: Mapped[int] = mapped_column(SmallInteger)
    step: Mapped[int]
    smallest: Mapped[int]
    largest: Mapped[int]
