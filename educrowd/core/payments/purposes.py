"""What a payment is for, and who wants to know: modules say so at start, core knows no module."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .card_setup import CardSetup
    from .dispute import Dispute
    from .payment import Payment
    from .refund import Refund


@dataclass(frozen=True, slots=True)
class Purpose:
    """All run in the transaction that wrote the news.

    `card_saved(setup)`; `settled(payments)`, many at a deadline; `refunded(refund)` at each step of one;
    `disputed(dispute)` when one opens, moves money or ends. The payment's state says what is left.
    `needs_person(payment_id, day)` promises the letter of that day after a failed charge, `too_late(payment_id)`
    promises what follows when its window is over.
    """

    card_saved: Callable[[CardSetup], None]
    settled: Callable[[Sequence[Payment]], None]
    refunded: Callable[[Refund], None]
    disputed: Callable[[Dispute], None]
    needs_person: Callable[[int, int], None]
    too_late: Callable[[int], None]


PURPOSES: dict[str, Purpose] = {}


def purpose(
    name: str,
    *,
    card_saved: Callable[[CardSetup], None],
    settled: Callable[[Sequence[Payment]], None] = lambda payments: None,
    refunded: Callable[[Refund], None] = lambda refund: None,
    disputed: Callable[[Dispute], None] = lambda dispute: None,
    needs_person: Callable[[int, int], None] = lambda payment_id, day: None,
    too_late: Callable[[int], None] = lambda payment_id: None,
) -> None:
    """Called at start by the module that takes money for this: `purpose("pledge", …)`."""
    PURPOSES[name] = Purpose(card_saved, settled, refunded, disputed, needs_person, too_late)
