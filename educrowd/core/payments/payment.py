"""A payment: every charge of any kind is one row here; pledges and orders point at it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, func, select, text
from sqlalchemy.dialects.postgresql import CHAR
from sqlalchemy.orm import Mapped, mapped_column

from ..currency_row import CurrencyRow
from ..db import Model, TenantOwned, Timestamps, db, utcnow
from ..money import Money
from .gateway import Failure, Intent

STATES = ("due", "charging", "captured", "action_required", "declined", "dropped", "refunded", "disputed")
CAPTURED_STATES = ("captured", "refunded", "disputed")
RETRY_AFTER = (timedelta(days=2), timedelta(days=4), timedelta(days=6))
# Decline codes after which only another card, or the person, can help.
NEVER_AGAIN = """
authentication_required do_not_honor_permanently expired_card fraudulent incorrect_cvc invalid_account invalid_cvc
invalid_number lost_card merchant_blacklist new_account_information_available no_action_taken pickup_card refused
restricted_card revocation_of_all_authorizations revocation_of_authorization security_violation stolen_card
stop_payment_order transaction_not_allowed
"""


class Payment(TenantOwned, Timestamps, Model):
    """So much from one person for one thing, charged exactly once; `reference` names it at the provider."""

    __tablename__ = "payments"
    __constraints__ = (
        UniqueConstraint("tenant_id", "reference"),
        UniqueConstraint("tenant_id", "intent_id"),
        UniqueConstraint("tenant_id", "charge_id"),
        Index("ix_payments_waiting", "tenant_id", "next_try_at", postgresql_where=text("next_try_at IS NOT NULL")),
        CheckConstraint(f"state IN {STATES}", name="state"),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("application_fee >= 0 AND application_fee < amount", name="application_fee"),
        CheckConstraint("refunded_amount BETWEEN 0 AND amount", name="refunded_amount"),
        CheckConstraint("(state = 'charging') = (lease_token IS NOT NULL)", name="lease"),
        CheckConstraint("captured_at IS NULL OR (intent_id IS NOT NULL AND charge_id IS NOT NULL)", name="captured"),
    )

    reference: Mapped[UUID] = mapped_column(default=uuid4)
    purpose: Mapped[str]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    description: Mapped[str]
    income_account: Mapped[str]
    amount: Mapped[int]
    currency: Mapped[str] = mapped_column(CHAR(3), ForeignKey(CurrencyRow.code))
    application_fee: Mapped[int] = mapped_column(server_default="0")
    account: Mapped[str]
    customer: Mapped[str]
    payment_method: Mapped[str]
    intent_id: Mapped[str | None]
    charge_id: Mapped[str | None]
    processing_fee: Mapped[int] = mapped_column(server_default="0")
    refunded_amount: Mapped[int] = mapped_column(server_default="0")
    state: Mapped[str] = mapped_column(server_default="due", default="due")
    attempt: Mapped[int] = mapped_column(server_default="0", default=0)
    lease_token: Mapped[UUID | None]
    # When somebody may take it up: due now, the next try, or the end of a lease.
    next_try_at: Mapped[datetime | None] = mapped_column(server_default=func.clock_timestamp())
    failure_code: Mapped[str | None]
    failure_message: Mapped[str | None]
    captured_at: Mapped[datetime | None]

    @classmethod
    def all_locked(cls, payment_ids: Iterable[int]) -> Sequence[Payment]:
        """Several at once, in one order, so that nobody waits in a circle."""
        held = select(cls).where(cls.id.in_(payment_ids)).order_by(cls.id).with_for_update()
        return db.session.scalars(held.execution_options(populate_existing=True)).all()

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)

    @property
    def is_captured(self) -> bool:
        return self.state in CAPTURED_STATES

    @property
    def is_tried_now(self) -> bool:
        """Its time has come; a worker is about to take it up."""
        return self.next_try_at is not None and self.next_try_at <= utcnow()

    def is_held_by_another(self, token: UUID | None) -> bool:
        return self.lease_token is not None and self.lease_token != token

    def capture(self, intent: Intent, *, at: datetime) -> None:
        """The money is ours."""
        self._release("captured")
        self.captured_at = at
        self.charge_id = intent.charge
        self.processing_fee = intent.processing_fee
        self.failure_code = self.failure_message = None

    def wait_for_person(self, failure: Failure) -> None:
        """The bank wants to hear it from the person."""
        self._release("action_required")
        self.failure_code, self.failure_message = failure.code, failure.message

    def decline(self, failure: Failure) -> None:
        """Try a soft decline again on days 2, 4 and 6 after each other; leave a hard one alone."""
        self._release("declined")
        self.failure_code, self.failure_message = failure.code, failure.message
        if self._may_try_again(failure):
            self.next_try_at = func.clock_timestamp() + RETRY_AFTER[self.attempt - 1]

    def drop(self) -> None:
        """Give it up; a success that the provider reports later still counts."""
        self._release("dropped")

    def use_card(self, payment_method: str) -> None:
        """The person brought another card: try it at once."""
        self.payment_method = payment_method
        self.next_try_at = func.clock_timestamp()

    def _may_try_again(self, failure: Failure) -> bool:
        is_hard = failure.code in NEVER_AGAIN.split() or failure.advice == "do_not_try_again"
        return not is_hard and self.attempt <= len(RETRY_AFTER)

    def _release(self, state: str) -> None:
        self.state = state
        self.lease_token = self.next_try_at = None
