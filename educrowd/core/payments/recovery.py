"""A recovery: the window in which a declined charge can still be paid."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, func, literal, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Model, TenantOwned, bound_tenant_id, db, joined, refers
from .payment import Payment

LETTER_DAYS = (0, 2, 5, 9, 13)


class Recovery(TenantOwned, Model):
    """Opened by the first failure, ended by the money or by giving up."""

    __tablename__ = "recoveries"
    __constraints__ = (
        UniqueConstraint("tenant_id", "payment_id"),
        CheckConstraint("ends_at > started_at", name="window"),
        Index("ix_recoveries_open", "tenant_id", "ends_at", postgresql_where=text("ended_at IS NULL")),
    )

    payment_id: Mapped[int] = refers("payments", index=False)
    started_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    payment: Mapped[Payment] = joined("Recovery.payment_id", "Payment")

    @classmethod
    def begin(cls, payment: Payment, *, days: int) -> Recovery:
        """The window of this payment, opened now unless it is open already."""
        now = func.clock_timestamp()
        db.session.execute(
            insert(cls)
            .values(tenant_id=bound_tenant_id(), payment_id=payment.id, started_at=now, ends_at=now + timedelta(days))
            .on_conflict_do_nothing(index_elements=["tenant_id", "payment_id"])
        )
        return cls.of(payment.id)

    @classmethod
    def of(cls, payment_id: int) -> Recovery:
        return db.session.scalars(select(cls).where(cls.payment_id == payment_id)).one()

    @classmethod
    def end(cls, payment_id: int) -> None:
        """Nothing more to wait for."""
        open_one = update(cls).where(cls.payment_id == payment_id, cls.ended_at.is_(None))
        db.session.execute(open_one.values(ended_at=func.clock_timestamp()))

    @classmethod
    def open(cls):
        return select(cls).where(cls.ended_at.is_(None))

    @classmethod
    def over(cls):
        """Windows that have closed by the database's clock while nobody paid."""
        return cls.open().where(cls.ends_at <= func.clock_timestamp()).order_by(cls.id)

    def due_days(self) -> list[int]:
        """The letters whose day has come and that nobody has promised yet; promises them all."""
        age = db.session.scalar(select(func.clock_timestamp() - literal(self.started_at)))
        days = [day for day in LETTER_DAYS if age is not None and age >= timedelta(days=day)]
        rows = [{"tenant_id": self.tenant_id, "recovery_id": self.id, "day": day} for day in days]
        promised = insert(RecoveryLetter).values(rows).on_conflict_do_nothing().returning(RecoveryLetter.day)
        return sorted(db.session.scalars(promised))


class RecoveryLetter(TenantOwned, Model):
    """One letter about one window; its row is what makes it one."""

    __tablename__ = "recovery_letters"
    __constraints__ = (
        UniqueConstraint("tenant_id", "recovery_id", "day"),
        CheckConstraint(f"day IN {LETTER_DAYS}", name="day"),
    )

    recovery_id: Mapped[int] = refers("recoveries", index=False)
    day: Mapped[int]
    promised_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
