"""Billing periods: a month after 31 January is the end of February."""

import calendar
from datetime import UTC, datetime, timedelta

DAYS = {"day": 1, "week": 7}
MONTHS = {"month": 1, "year": 12}


def after(start: int, recurring: dict) -> int:
    """When the period that begins at `start` (seconds since 1970) ends."""
    count, unit = recurring["interval_count"], recurring["interval"]
    moment = datetime.fromtimestamp(start, UTC)
    if unit in DAYS:
        return int((moment + timedelta(days=DAYS[unit] * count)).timestamp())
    year, month = divmod(moment.year * 12 + moment.month - 1 + MONTHS[unit] * count, 12)
    day = min(moment.day, calendar.monthrange(year, month + 1)[1])
    return int(moment.replace(year=year, month=month + 1, day=day).timestamp())


def left(start: int, end: int, now: int) -> float:
    """The part of a period that is still to come."""
    return max(0, end - now) / (end - start)
