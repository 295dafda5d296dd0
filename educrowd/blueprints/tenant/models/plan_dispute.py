"""A dispute: the bank of whoever pays for a plan takes the charge back until it has heard both sides."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.orm import Mapped

from educrowd.core.db import Model, TenantOwned, Timestamps, db, refers
from educrowd.core.payments.disputed import CLOSED, Disputed, constraints


class PlanDispute(Disputed, TenantOwned, Timestamps, Model):
    """A dispute of what was charged for an invoice, on the platform's own account."""

    __tablename__ = "plan_disputes"
    __constraints__ = (UniqueConstraint("tenant_id", "gateway_id"), *constraints())

    invoice_id: Mapped[int] = refers("plan_invoices")

    @classmethod
    def undecided(cls) -> set[int]:
        """The invoices whose bank has not decided yet."""
        return set(db.session.scalars(select(cls.invoice_id).where(cls.state.not_in(CLOSED))))
