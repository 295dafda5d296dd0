"""What a membership will come to from its next month on, as its member has chosen."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, Index, func, text
from sqlalchemy.dialects.postgresql import CHAR
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import Model, TenantOwned, Timestamps, db, joined, refers
from educrowd.core.money import Money

from .planned_line import PlannedLine
from .stock import exchange

if TYPE_CHECKING:
    from .pledge import Pledge
    from .reward import Reward


class PlannedChange(TenantOwned, Timestamps, Model):
    """Open until the next month begins or its member thinks again; what it takes more of is kept from now on."""

    __tablename__ = "planned_changes"
    __constraints__ = (
        Index(
            "uq_planned_changes_open",
            "tenant_id",
            "pledge_id",
            unique=True,
            postgresql_where=text("applied_at IS NULL AND withdrawn_at IS NULL"),
        ),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("included_tax BETWEEN 0 AND amount", name="included_tax"),
        CheckConstraint("applied_at IS NULL OR withdrawn_at IS NULL", name="ended"),
    )

    pledge_id: Mapped[int] = refers("pledges")
    reward_id: Mapped[int | None] = refers("rewards")
    amount: Mapped[int]
    included_tax: Mapped[int] = mapped_column(server_default="0", default=0)
    country: Mapped[str | None] = mapped_column(CHAR(2))
    applied_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    pledge: Mapped[Pledge] = joined("PlannedChange.pledge_id", "Pledge")
    reward: Mapped[Reward | None] = joined("PlannedChange.reward_id", "Reward", viewonly=True)
    lines: Mapped[list[PlannedLine]] = joined(
        "PlannedLine.change_id", "PlannedChange", order_by="PlannedLine.id", lazy="selectin"
    )

    @property
    def money(self) -> Money:
        return Money(self.amount, self.pledge.currency)

    @property
    def included_tax_money(self) -> Money:
        return Money(self.included_tax, self.pledge.currency)

    def apply(self) -> None:
        """The month has come: the pledge is what was planned, and what it had before goes back to the stock."""
        pledge, lines = self.pledge, [line.as_pledge_line() for line in self.lines]
        exchange([*pledge.lines, *self._kept], lines, anew=False)
        if pledge.address and self.country and self.country != pledge.address.country:
            pledge.address = None
        pledge.lines, pledge.because = lines, "changed by the member"
        pledge.amount, pledge.included_tax = self.amount, self.included_tax
        pledge.reward_id, pledge.country = self.reward_id, self.country
        db.session.flush()
        self.applied_at = func.clock_timestamp()
        self._end()

    def withdraw(self) -> None:
        """It stays as it is; what was kept goes back to the stock."""
        exchange(self._kept, [])
        self.withdrawn_at = func.clock_timestamp()
        self._end()

    @property
    def _kept(self) -> list[PlannedLine.Kept]:
        return [line.as_kept() for line in self.lines if line.kept]

    def _end(self) -> None:
        db.session.flush()
        db.session.expire(self.pledge, ["planned", "reward"])
