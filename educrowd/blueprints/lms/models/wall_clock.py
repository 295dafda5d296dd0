"""Days as people count them: by the clock on the wall."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo


def days_later(moment: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The same time on the wall so many days later; a time that a clock change skips is an hour later."""
    on_the_wall = moment.astimezone(zone).replace(tzinfo=None) + timedelta(days=days)
    return on_the_wall.replace(tzinfo=zone).astimezone(UTC)
