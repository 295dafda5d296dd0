"""Leases: payments that one worker charges for a while, and somebody else should it never come back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from random import uniform
from uuid import UUID, uuid4

from sqlalchemy import case, func, select, update

from ..current import current
from ..db import db
from .payment import Payment

LEASE = timedelta(minutes=2)
RETRY_SECONDS = (5, 30)


@dataclass(frozen=True, slots=True)
class Lease:
    """So many payments under one token."""

    payment_ids: list[int]
    token: UUID = field(default_factory=uuid4)

    @classmethod
    def take(cls, size: int) -> Lease:
        """Lease what is due, or was leased by someone who never came back; commits."""
        # A closed site charges nobody; what it had begun is brought to an end.
        wanted = [Payment.state == "charging"] if current.tenant.is_closed else []
        due = (
            select(Payment.id)
            .where(Payment.next_try_at <= func.clock_timestamp(), *wanted)
            .order_by(Payment.next_try_at)
            .limit(size)
            .with_for_update(skip_locked=True)
        )
        lease = cls(list(db.session.scalars(due)))
        if lease.payment_ids:
            db.session.execute(lease._beginning())
        db.session.commit()
        return lease

    def _beginning(self):
        return (
            update(Payment)
            .where(Payment.id.in_(self.payment_ids))
            .values(
                # Taking over a dead lease is the same attempt, hence the same key.
                attempt=Payment.attempt + case((Payment.state == "charging", 0), else_=1),
                state="charging",
                lease_token=self.token,
                next_try_at=func.clock_timestamp() + LEASE,
            )
        )

    def payments(self) -> list[Payment]:
        """Those of them that nobody else took over, held until this transaction ends."""
        ours = select(Payment).where(Payment.id.in_(self.payment_ids), Payment.lease_token == self.token)
        held = ours.order_by(Payment.id).with_for_update().execution_options(populate_existing=True)
        return list(db.session.scalars(held))

    def shorten(self, payment_id: int) -> None:
        """Let it be tried again in some seconds, each payment in its own, under the same key; commits."""
        db.session.execute(
            update(Payment)
            .where(Payment.id == payment_id, Payment.lease_token == self.token)
            .values(next_try_at=func.clock_timestamp() + timedelta(seconds=uniform(*RETRY_SECONDS)))
        )
        db.session.commit()
