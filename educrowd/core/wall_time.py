"""What clocks on the wall show, as moments: people schedule by the clock of their site."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from .errors import Invalid


def moment(shown: datetime, zone: ZoneInfo, *, field: str) -> datetime:
    """The moment at which clocks there show this; where they show it twice, the first.

    Invalid for a time that clocks skip, and for one that no clock of ours can hold.
    """
    try:
        at = shown.replace(tzinfo=zone).astimezone(UTC)
    except OverflowError:
        raise Invalid(field, "This is too far away.") from None
    if at.astimezone(zone).replace(tzinfo=None) != shown.replace(fold=0):
        raise Invalid(field, "Clocks are put forward over this time; choose one before or after.")
    return at


def today(timezone: str) -> date:
    """The day that it is there, by a name like Europe/Lisbon."""
    return datetime.now(ZoneInfo(timezone)).date()
