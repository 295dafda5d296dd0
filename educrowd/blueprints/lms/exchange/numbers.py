"""Numbers of files, as numeric questions keep them."""

from __future__ import annotations

from decimal import Decimal

from ..questions.reading import decimal
from .found import Lost

LONGEST = 100


def number(written: str) -> Decimal:
    """A number with a point or a comma; Lost where it is none."""
    read = decimal(written.strip().replace(",", ".")) if len(written) <= LONGEST else None
    if read is None:
        raise Lost(f"“{written.strip()[:40]}” is no number.")
    return read


def plainly(number: Decimal) -> str:
    """A number without noughts at its end."""
    plain = number.normalize()
    return f"{plain:f}" if -20 < plain.adjusted() < 20 else str(plain)
