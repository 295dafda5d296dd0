"""What we asked the provider to do, written down before we ask."""

from __future__ import annotations

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
    def begin(cls, payment: Payment, operation: str) -> str:
        """The key of this attempt's call: a repeat finds the first one's row, and with it the same key."""
        key = f"payment:{payment.reference}:{operation}:{payment.attempt}"
        db.session.execute(
            insert(cls)
            .values(
                tenant_id=bound_tenant_id(),
                key=key,
                payment_id=payment.id,
                operation=operation,
                attempt=payment.attempt,
                payment_method=payment.payment_method,
            )
            .on_conflict_do_nothing(index_elements=["tenant_id", "key"])
        )
        return key

    @classmethod
    def answer(cls, key: str, outcome: str) -> None:
        """Note what the provider said; thousands pass here, so no row is read for it."""
        answered = update(cls).where(cls.key == key).values(outcome=outcome, answered_at=func.clock_timestamp())
        db.session.execute(answered, execution_options={"synchronize_session": False})
