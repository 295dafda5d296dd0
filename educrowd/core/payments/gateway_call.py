"""What we asked the provider to do, written down before we ask."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import UniqueConstraint, func, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Model, TenantOwned, bound_tenant_id, db, refers
from .payment import Payment


class GatewayCall(TenantOwned, Model):
    """One call that must not happen twice; its key makes the provider see to that."""

    __tablename__ = "gateway_calls"
    __constraints__ = (UniqueConstraint("tenant_id", "key"),)

    key: Mapped[str]
    payment_id: Mapped[int] = refers("payments")
    operation: Mapped[str]
    attempt: Mapped[int]
    payment_method: Mapped[str]
    started_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    answered_at: Mapped[datetime | None]
    outcome: Mapped[str | None]

    @classmethod
    def begin(cls, payments: Sequence[Payment], operation: str) -> dict[int, str]:
        """The keys of these attempts' calls by payment: a repeat finds the first one's row, hence the same key."""
        keys = {payment.id: f"payment:{payment.reference}:{operation}:{payment.attempt}" for payment in payments}
        rows = [
            {
                "tenant_id": bound_tenant_id(),
                "key": keys[payment.id],
                "payment_id": payment.id,
                "operation": operation,
                "attempt": payment.attempt,
                "payment_method": payment.payment_method,
            }
            for payment in payments
        ]
        if rows:
            begun = insert(cls).values(rows)
            db.session.execute(begun.on_conflict_do_nothing(index_elements=["tenant_id", "key"]))
        return keys

    @classmethod
    def answer(cls, answers: Iterable[tuple[str, str]]) -> None:
        """Note what the provider said, as (key, outcome); thousands pass here, so no row is read for it."""
        keys: dict[str, list[str]] = {}
        for key, outcome in answers:
            keys.setdefault(outcome, []).append(key)
        for outcome, answered in keys.items():
            noted = update(cls).where(cls.key.in_(answered))
            noted = noted.values(outcome=outcome, answered_at=func.clock_timestamp())
            db.session.execute(noted, execution_options={"synchronize_session": False})
