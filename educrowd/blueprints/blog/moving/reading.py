"""Each thing of a file is read by itself, so that an odd or a hostile one spoils no other."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime, tzinfo
from typing import Any

import structlog

from ..models.calendar import is_kept
from .bounds import LONGEST_TEXT, TOO_LONG, short
from .found import Entry, Found, Left

log = structlog.get_logger()

UNREADABLE = "It can’t be read."
# What Python says of a thing that is other than its format promises.
ODD = (ValueError, TypeError, AttributeError, LookupError, OverflowError, RecursionError)
# PostgreSQL keeps neither, and nobody has written them.
UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")
LONGEST_LINE = 20_000


def read_entry(found: Found, kind: str, name: str, size: int, read: Callable[[], Entry]) -> None:
    """Add what `read` answers; a text that is too long is not even looked at, and one that can't be read stays out."""
    if size > LONGEST_TEXT:
        found.left.append(Left(kind, name, TOO_LONG))
        return
    try:
        found.entries.append(storable(read()))
    except ODD as error:
        log.warning("import_item_unreadable", format=found.format, error=type(error).__name__)
        found.left.append(Left(kind, name, UNREADABLE))


def storable(entry: Entry) -> Entry:
    """The same with no signs and no names that the database can't keep."""
    clean: Entry = _clean(entry)
    comments = [replace(each, id=short(each.id), answers=short(each.answers)) for each in clean.comments]
    lines = {"title": clean.title[:LONGEST_LINE], "excerpt": clean.excerpt[:LONGEST_LINE]}
    return replace(clean, id=short(clean.id), comments=comments, **lines)


def plain(text: str) -> str:
    """Words without what the database can't keep."""
    return UNSTORABLE.sub("", text)


def universal(moment: datetime, zone: tzinfo = UTC) -> datetime | None:
    """In universal time; None for a date that no post can have here."""
    zoned = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    return zoned.astimezone(UTC) if is_kept(zoned) else None


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, list):
        return [_clean(each) for each in value]
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: _clean(getattr(value, field.name)) for field in fields(value)})
    return value
