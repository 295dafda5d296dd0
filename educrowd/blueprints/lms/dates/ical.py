"""Due dates as iCalendar (RFC 5545), for calendars elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from .due_dates import DueDate

LONGEST = 75  # octets of a line, before it is folded


def feed(name: str, host: str, dates: Iterable[DueDate], urls: dict[str, str], now: datetime) -> str:
    """A calendar called `name`; `urls` says where each date's lesson is, by its key."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//EduCrowd//Due dates//EN", "CALSCALE:GREGORIAN"]
    lines += ["METHOD:PUBLISH", f"X-WR-CALNAME:{escaped(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT1H"]
    for date in dates:
        lines += _event(date, host, urls[date.key], now)
    return "".join(f"{part}\r\n" for line in [*lines, "END:VCALENDAR"] for part in folded(line))


def escaped(text: str) -> str:
    """Text as a value: what would end or divide it is escaped."""
    safe = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(safe.splitlines())


def folded(line: str) -> Iterator[str]:
    """The line in parts of at most 75 octets, never in the middle of a letter."""
    part, size = "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > LONGEST:
            yield part
            part, size = " ", 1
        part, size = part + letter, size + octets
    yield part


def _event(date: DueDate, host: str, url: str, now: datetime) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{date.key}@{host}",
        f"DTSTAMP:{_moment(now)}",
        f"DTSTART:{_moment(date.moment)}",
        f"DTEND:{_moment(date.moment)}",
        f"SUMMARY:{escaped(f'{date.words}: {date.lesson.title}')}",
        f"DESCRIPTION:{escaped(date.course.title)}",
        f"URL:{url}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
