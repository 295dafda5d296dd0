"""Selling on after a project was funded: what that allows, and what of its money came so."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from sqlalchemy import select

from educrowd.core.db import db
from educrowd.core.money import Money

from ..late_sale import LateSale

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped

    from .totals import ProjectTotals


class SellingLate:
    """A project that takes pledges although it has ended."""

    if TYPE_CHECKING:
        id: Mapped[int]
        state: Mapped[str]
        currency: Mapped[str]
        deadline: Mapped[datetime | None]
        totals: Mapped[ProjectTotals]
        late_sale: Mapped[LateSale | None]

        @classmethod
        def locked(cls, id: int, *, share: bool = False) -> Self: ...
        @property
        def is_open(self) -> bool: ...
        @property
        def is_successful(self) -> bool: ...

    @property
    def is_selling_late(self) -> bool:
        """For reading; whoever writes asks the database's clock under a lock."""
        return self.is_successful and self.late_sale is not None and self.late_sale.is_open

    @property
    def takes_pledges(self) -> bool:
        """In time, or late."""
        return self.is_open or self.is_selling_late

    @property
    def pledges_end_at(self) -> datetime | None:
        """The moment after which nobody can pledge; None while stock lasts."""
        return self.late_sale.ends_at if self.is_selling_late and self.late_sale else self.deadline

    @property
    def late_money(self) -> Money:
        """What of its money came after its end."""
        return Money(self.totals.late_amount, self.currency)

    def hold_selling_late(self) -> bool:
        """Whether it takes late pledges at this very moment; nobody ends that before this transaction does."""
        project = type(self).locked(self.id, share=True)
        sale = select(LateSale.id).where(LateSale.project_id == self.id, LateSale.open_now())
        return project.is_successful and db.session.scalar(sale) is not None
