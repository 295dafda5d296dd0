"""What a payment is for, and who wants to know: modules say so at start, core knows no module."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .card_setup import CardSetup
    from .payment import Payment


@dataclass(frozen=True, slots=True)
class Purpose:
    """Both run in the transaction that wrote the news: `card_saved(setup)`, `settled(payment)`."""

    card_saved: Callable[[CardSetup], None]
    settled: Callable[[Payment], None]


PURPOSES: dict[str, Purpose] = {}


def purpose(name: str, *, card_saved: Callable[[CardSetup], None], settled: Callable[[Payment], None]) -> None:
    """Called at start by the module that takes money for this: `purpose("pledge", …)`."""
    PURPOSES[name] = Purpose(card_saved, settled)
