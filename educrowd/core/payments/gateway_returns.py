"""Money that goes back, as the provider sees it; amounts in minor units of ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class RefundSeen:
    """One refund; `moved` once it has left the balance, `fee_returned` is the platform's part of it."""

    id: str
    charge: str
    status: str
    amount: int
    currency: str
    reference: str = ""
    moved: bool = False
    fee_returned: int = 0
    failure: str | None = None
    made_at: datetime | None = None

    @property
    def has_failed(self) -> bool:
        return self.status in ("failed", "canceled")


@dataclass(frozen=True, slots=True)
class DisputeMovement:
    """One line of the balance: negative when withdrawn, and what the provider kept for it."""

    id: str
    amount: int
    fee: int


@dataclass(frozen=True, slots=True)
class DisputeSeen:
    """One dispute and what it has moved so far."""

    id: str
    charge: str
    status: str
    reason: str
    amount: int
    currency: str
    evidence_due_at: datetime | None
    has_evidence: bool
    movements: tuple[DisputeMovement, ...]


class Returns(Protocol):
    """What a gateway can do about money that goes back."""

    def create_refund(
        self, account: str, *, charge: str, amount: int, currency: str, with_fee: bool, reference: str, key: str
    ) -> str: ...
    def list_refunds(
        self, account: str, *, charge: str | None = None, since: datetime | None = None
    ) -> Iterator[RefundSeen]: ...
    def list_disputes(
        self, account: str, *, charge: str | None = None, since: datetime | None = None
    ) -> Iterator[DisputeSeen]: ...
    def upload_evidence(self, account: str, *, name: str, data: bytes, key: str) -> str: ...
    def send_evidence(
        self, account: str, dispute: str, *, text: str, facts: Mapping[str, str], file: str | None, key: str
    ) -> None: ...
