"""Dates that a post can have: clocks show them everywhere on earth, and the archive has an address for their years."""

from __future__ import annotations

from datetime import UTC, datetime

from educrowd.core.errors import Invalid

FIRST, LAST = datetime(1000, 1, 2, tzinfo=UTC), datetime(2999, 12, 30, tzinfo=UTC)


def is_kept(at: datetime) -> bool:
    return FIRST <= at <= LAST


def check_date(field: str, at: datetime | None) -> None:
    """Invalid where no post can have it."""
    if at is not None and not is_kept(at):
        raise Invalid(field, "Choose a date between the years 1000 and 2999.")
