"""What a dispute says and has moved, whatever was disputed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from ..db import db
from .gateway_returns import DisputeSeen

CLOSED = ("won", "lost", "warning_closed", "prevented")
WAITING = ("needs_response", "warning_needs_response")
STATES = ("warning_needs_response", "warning_under_review", "needs_response", "under_review", *CLOSED)


def constraints() -> tuple[CheckConstraint, ...]:
    """What the database holds of it."""
    return (
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("reinstated_amount BETWEEN 0 AND withdrawn_amount", name="reinstated_amount"),
        CheckConstraint(f"state IN {STATES}", name="state"),
    )


class Disputed:
    """`withdrawn_amount` left the balance, `reinstated_amount` of it came back; an inquiry moves nothing."""

    gateway_id: Mapped[str]
    amount: Mapped[int]
    reason: Mapped[str]
    state: Mapped[str]
    withdrawn_amount: Mapped[int] = mapped_column(server_default="0", default=0)
    reinstated_amount: Mapped[int] = mapped_column(server_default="0", default=0)
    fee_amount: Mapped[int] = mapped_column(server_default="0", default=0)
    evidence_due_at: Mapped[datetime | None]
    has_evidence: Mapped[bool] = mapped_column(server_default=text("false"), default=False)
    closed_at: Mapped[datetime | None]

    came_from = ""  # its state before the last step, for who tells of it

    @property
    def held_amount(self) -> int:
        """What the bank has taken and not given back."""
        return self.withdrawn_amount - self.reinstated_amount

    @property
    def is_closed(self) -> bool:
        return self.state in CLOSED

    def follow(self, seen: DisputeSeen) -> bool:
        """Note what the provider says; answers whether that is news. What is closed stays closed."""
        self.came_from = self.state or ""
        before = (self.state, self.withdrawn_amount, self.reinstated_amount)
        if not self.is_closed:
            self.state, self.reason, self.amount = seen.status, seen.reason, seen.amount
            self.evidence_due_at, self.has_evidence = seen.evidence_due_at, seen.has_evidence
        amounts = [movement.amount for movement in seen.movements]
        self.withdrawn_amount = max(self.withdrawn_amount or 0, -sum(each for each in amounts if each < 0))
        self.reinstated_amount = max(self.reinstated_amount or 0, sum(each for each in amounts if each > 0))
        self.fee_amount = sum(movement.fee for movement in seen.movements)
        if self.is_closed and self.closed_at is None:
            self.closed_at = func.clock_timestamp()
        db.session.flush()
        return before != (self.state, self.withdrawn_amount, self.reinstated_amount)
