"""A month of a membership: what was demanded for it, once."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from sqlalchemy import CheckConstraint, Select, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column

from educrowd.core.db import Model, TenantOwned, db, joined, refers
from educrowd.core.payments import Payment

if TYPE_CHECKING:
    from .pledge import Pledge


class PledgeMonth(TenantOwned, Model):
    """Which month, since when it was due, and its payment; the unique number is what charges nobody twice."""

    __tablename__ = "pledge_months"
    __constraints__ = (
        UniqueConstraint("tenant_id", "pledge_id", "number"),
        UniqueConstraint("tenant_id", "payment_id"),
        CheckConstraint("number > 0", name="number"),
    )

    pledge_id: Mapped[int] = refers("pledges", index=False)
    number: Mapped[int]
    payment_id: Mapped[int] = refers("payments", index=False)
    due_at: Mapped[datetime]
    demanded_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())

    payment: Mapped[Payment] = joined("PledgeMonth.payment_id", "Payment")

    @classmethod
    def of(cls, pledge: Pledge) -> Select[Self]:
        """A membership's months with their payments, newest first."""
        months = select(cls).where(cls.pledge_id == pledge.id).options(joinedload(cls.payment))
        return months.order_by(cls.number.desc())

    @classmethod
    def begin(cls, pledge: Pledge) -> None:
        """Note that the month which runs now is demanded by the pledge's payment, and when the next one is due.

        Months that nobody was asked for, as the project was suspended then, are left out and not made up for.
        """
        since = pledge.activated_at
        number = select(func.app.month_at(since, func.clock_timestamp()).label("number")).subquery().c.number
        dues = (func.app.month_begins(since, number), func.app.month_begins(since, number + 1))
        now, due_at, pledge.next_month_at = db.session.execute(select(number, *dues)).one()
        db.session.add(cls(pledge_id=pledge.id, number=now, payment_id=pledge.payment_id, due_at=due_at))
        db.session.flush()
