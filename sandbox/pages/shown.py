"""How amounts and times are written for people."""

from datetime import UTC, datetime

from sandbox.currencies import THREE_DECIMAL, ZERO_DECIMAL


def money(amount: int, currency: str) -> str:
    """`1234, "usd"` as `USD 12.34`."""
    digits = 0 if currency in ZERO_DECIMAL else 3 if currency in THREE_DECIMAL else 2
    sign, amount = ("-" if amount < 0 else ""), abs(amount)
    whole, part = divmod(amount, 10**digits)
    return f"{sign}{currency.upper()} {whole:,}" + (f".{part:0{digits}}" if digits else "")


def moment(seconds: int | None) -> str:
    """Seconds since 1970 as `2026-11-22 16:05:00` (UTC)."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S") if seconds else ""
